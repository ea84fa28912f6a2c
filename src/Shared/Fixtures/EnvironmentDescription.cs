using System.Text;

namespace Lumina.Environments.Fixtures;

/// <summary>An environment's components in words: states and last log lines.</summary>
internal static class EnvironmentDescription
{
    public static async Task<string> WriteAsync(TestEnvironment environment, int lines, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lines);
        StringBuilder text = new($"Environment '{environment.Name}' ({environment.Id}) is {environment.Status}.");
        foreach (ComponentSnapshot component in environment.Snapshot.Components)
        {
            text.Append($"\n  {component.Name}: {component.State}{(component.Error is { } error ? $": {error}" : "")}");
            if (lines > 0)
            {
                await AppendLogAsync(text, environment, component, lines, cancellationToken).ConfigureAwait(false);
            }
        }

        return text.ToString();
    }

    private static async Task AppendLogAsync(StringBuilder text, TestEnvironment environment, ComponentSnapshot component, int lines, CancellationToken cancellationToken)
    {
        LogSecrets secrets = new(environment.Snapshot);
        await foreach (string line in environment.ReadLogsAsync(component.Name, lines, follow: false, cancellationToken).ConfigureAwait(false))
        {
            text.Append($"\n    {secrets.Replace(line)}");
        }
    }
}
