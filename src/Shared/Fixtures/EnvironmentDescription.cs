using System.Text;

namespace Lumina.Environments.Fixtures;

/// <summary>An environment's components in words: states and last log lines.</summary>
internal static class EnvironmentDescription
{
    public static async Task<string> WriteAsync(EnvironmentManager manager, EnvironmentSnapshot environment, int lines, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lines);
        IReadOnlyList<ComponentLog> logs = lines > 0
            ? await ComponentLogs.ReadAsync(manager, environment, lines, timeProvider, cancellationToken).ConfigureAwait(false)
            : [.. environment.Components.Select(component => new ComponentLog(component, []))];
        StringBuilder text = new($"Environment '{environment.Name}' ({environment.Id}) is {environment.Status}.");
        foreach ((ComponentSnapshot component, IReadOnlyList<string> log) in logs)
        {
            text.Append($"\n  {component.Name}: {component.State}{(component.Error is { } error ? $": {error}" : "")}");
            text.Append(string.Concat(log.Select(line => $"\n    {line}")));
        }

        return text.ToString();
    }
}
