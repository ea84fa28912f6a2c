namespace Lumina.Environments;

/// <summary>What a reset of an environment came to.</summary>
/// <param name="Environment">The environment after it.</param>
/// <param name="Components">What came of each component that was reset.</param>
public sealed record ResetReport(EnvironmentSnapshot Environment, IReadOnlyDictionary<ComponentName, ResetResult> Components)
{
    /// <summary>Databases that were not reset, since their providers cannot do it: such as exist already are somebody else's, and are left as they are.</summary>
    public IReadOnlyList<ComponentName> NotReset => [.. Environment.Components.Select(component => component.Name).Where(name => name.Kind == ComponentKinds.Database && !Components.ContainsKey(name) && !Components.ContainsKey(ComponentName.Data(name.Name)))];

    /// <summary>Such as <c>database/orders: Difference; data/orders: Swap (the schema has changed)</c>.</summary>
    public override string ToString()
    {
        IEnumerable<string> reset = Components.OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal).Select(entry => $"{entry.Key}: {entry.Value.Way}{(entry.Value.Reason is { } reason ? $" ({reason})" : "")}");
        return $"Reset of '{Environment.Name}': {string.Join("; ", reset)}{(NotReset.Count == 0 ? "" : $"; not reset: {string.Join(", ", NotReset)}")}";
    }

    /// <summary>Whether every session is open still that was open before: nobody has to connect again.</summary>
    public bool KeptSessions => Components.Values.All(result => result.KeptSessions);
}
