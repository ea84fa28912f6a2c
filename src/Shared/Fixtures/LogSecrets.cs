namespace Lumina.Environments.Fixtures;

/// <summary>Takes an environment's secret outputs out of log lines, which go to files and outputs that others read.</summary>
internal sealed class LogSecrets(EnvironmentSnapshot environment)
{
    private readonly string[] _values =
    [
        .. environment.Components.SelectMany(component => component.Outputs).Where(output => output.IsSecret).Select(output => output.Reveal()).Distinct(StringComparer.Ordinal).OrderByDescending(value => value.Length),
    ];

    public string Replace(string line) => _values.Aggregate(line, static (text, value) => text.Replace(value, "***", StringComparison.Ordinal));
}
