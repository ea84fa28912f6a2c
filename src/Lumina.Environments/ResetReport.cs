namespace Lumina.Environments;

/// <summary>What a reset of an environment came to.</summary>
/// <param name="Environment">The environment after it.</param>
/// <param name="Components">What came of each component that was reset.</param>
public sealed record ResetReport(EnvironmentSnapshot Environment, IReadOnlyDictionary<ComponentName, ResetResult> Components)
{
    /// <summary>Whether every session is open still that was open before: nobody has to connect again.</summary>
    public bool KeptSessions => Components.Values.All(result => result.KeptSessions);
}
