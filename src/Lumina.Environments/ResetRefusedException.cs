namespace Lumina.Environments;

/// <summary>An environment cannot be reset by the way that was asked for: nothing was touched, and it is as it was.</summary>
public sealed class ResetRefusedException : EnvironmentException
{
    /// <summary>Makes the exception.</summary>
    public ResetRefusedException(EnvironmentId environmentId, string environmentName, ResetWay way, IReadOnlyDictionary<ComponentName, ResetRefusal> refusals)
        : base(Describe(environmentName, way, refusals))
    {
        EnvironmentId = environmentId;
        EnvironmentName = environmentName;
        Way = way;
        Refusals = refusals;
    }

    /// <summary>The way that was asked for.</summary>
    public ResetWay Way { get; }

    /// <summary>Each component that does not allow it, and the ways that it allows.</summary>
    public IReadOnlyDictionary<ComponentName, ResetRefusal> Refusals { get; }

    private static string Describe(string name, ResetWay way, IReadOnlyDictionary<ComponentName, ResetRefusal> refusals)
    {
        ArgumentNullException.ThrowIfNull(refusals);
        IEnumerable<string> lines = refusals.Select(refusal =>
            $"\n  {refusal.Key} can't be reset by the way {way}: {refusal.Value.Reason}. Possible: {string.Join(", ", refusal.Value.Possible)}.");
        return $"Environment '{name}' was not reset, and nothing was touched.{string.Concat(lines)}\n  Ask for a way that is possible for all, or leave it open.";
    }
}
