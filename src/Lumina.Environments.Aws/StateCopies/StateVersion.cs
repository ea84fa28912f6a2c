namespace Lumina.Environments.Aws;

/// <summary>How old a record of an environment is: terraform numbers the states of one history.</summary>
/// <param name="Lineage">The history.</param>
/// <param name="Serial">Grows with every change.</param>
internal sealed record StateVersion(string? Lineage, long Serial)
{
    /// <summary>The version of a state; null for none.</summary>
    public static StateVersion? Of(byte[]? state) =>
        state is not null && TerraformState.TryParse(state) is { } read ? new StateVersion(read.Lineage, read.Serial) : null;

    /// <summary>Less than 0 where the first is older, 0 where they are the same. None is older than any.</summary>
    /// <exception cref="TerraformStateException">They are of two histories, so that neither is the older.</exception>
    public static int Compare(StateVersion? here, StateVersion? copy) => (here, copy) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        _ when here.Lineage == copy.Lineage => here.Serial.CompareTo(copy.Serial),
        _ => throw new TerraformStateException(
            $"the state here is of the history {here.Lineage} (serial {here.Serial}) and its copy of {copy.Lineage} (serial {copy.Serial}): they did not come one from the other, and nothing was done"),
    };
}
