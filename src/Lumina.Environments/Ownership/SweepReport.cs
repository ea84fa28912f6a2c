namespace Lumina.Environments;

/// <summary>What a sweep for orphans has found and done.</summary>
/// <param name="Items">Everything that bears our marks, and the host resources whose holders are gone.</param>
public sealed record SweepReport(IReadOnlyList<SweptItem> Items)
{
    /// <summary>What was removed, or would be in a run that is not dry.</summary>
    public IEnumerable<SweptItem> Orphans => Items.Where(item => item.Outcome is SweepOutcome.Removed or SweepOutcome.WouldBeRemoved);

    /// <summary>What could not be removed or looked at.</summary>
    public IEnumerable<SweptItem> Failed => Items.Where(item => item.Outcome == SweepOutcome.Failed);

    /// <summary>The report in words: what was found on lines of its own, what was kept last.</summary>
    public override string ToString() => Items.Count == 0 ? "Nothing bears our marks." : string.Join('\n', Items.OrderByDescending(item => item.Outcome));
}
