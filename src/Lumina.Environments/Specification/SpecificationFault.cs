namespace Lumina.Environments;

/// <summary>One thing that is wrong with a spec.</summary>
/// <param name="Path">Where, such as <c>services[0].endpoints[1].port</c>; several places, with commas, where one thing keeps all of them from being made.</param>
/// <param name="Problem">What is wrong, with the value that was given.</param>
/// <param name="Fix">What is allowed, or what to do.</param>
public sealed record SpecificationFault(string Path, string Problem, string Fix)
{
    /// <summary>The fault in one line.</summary>
    public override string ToString() => $"{Path}: {Problem} {Fix}";
}
