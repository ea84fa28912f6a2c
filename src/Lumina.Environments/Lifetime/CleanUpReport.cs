namespace Lumina.Environments;

/// <summary>What a clean-up of expired environments has done.</summary>
/// <param name="Terminated">Environments that were terminated, oldest first.</param>
/// <param name="Failed">Environments that could not be terminated, so that something of them may be left, with the reason. The next clean-up tries again.</param>
public sealed record CleanUpReport(IReadOnlyList<EnvironmentId> Terminated, IReadOnlyDictionary<EnvironmentId, string> Failed)
{
    /// <summary>The report in words.</summary>
    public override string ToString() =>
        $"{Terminated.Count} expired {(Terminated.Count == 1 ? "environment" : "environments")} terminated{(Failed.Count == 0 ? "" : $", {Failed.Count} not: {string.Join("; ", Failed.Select(failed => $"{failed.Key}: {failed.Value}"))}")}";
}
