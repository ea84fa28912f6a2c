namespace Lumina.Environments;

/// <summary>A thing that a sweep found.</summary>
/// <param name="Provider">The provider or platform that listed it.</param>
/// <param name="Type">What it is: the component's name within its environment, or the type of a host resource.</param>
/// <param name="Name">Its name on the platform.</param>
/// <param name="Outcome">What was done with it.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record SweptItem(string Provider, string Type, string Name, SweepOutcome Outcome, string Reason)
{
    /// <summary>The marks that it bears; null for a host resource.</summary>
    public OwnershipMarks? Marks { get; init; }

    /// <summary>The item in words.</summary>
    public override string ToString() => $"{Outcome}: {Type} '{Name}' of {Provider}: {Reason}";
}
