using System.Collections;

namespace Lumina.Environments.Aws;

/// <summary>What terraform sees of the host's environment: no <c>TF_…</c> of it, any of which may change what a command does or says.</summary>
internal static class TerraformVariables
{
    private const string Prefix = "TF_";
    private const string CliConfig = "TF_CLI_CONFIG_FILE";

    /// <summary>Changes over the host's environment; null takes a variable away.</summary>
    public static Dictionary<string, string?> Compose(TerraformOptions options, IReadOnlyDictionary<string, string?> command, IDictionary host)
    {
        Dictionary<string, string?> changes = new(StringComparer.Ordinal);
        foreach (string name in host.Keys)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && !options.PassedVariables.Contains(name, StringComparer.Ordinal))
            {
                changes[name] = null;
            }
        }

        changes["TF_IN_AUTOMATION"] = "1";
        changes["TF_INPUT"] = "0";

        if (!options.PassedVariables.Contains(CliConfig, StringComparer.Ordinal))
        {
            // An empty one: without the variable, terraform would read the user's own.
            changes[CliConfig] = options.CliConfigFile ?? "/dev/null";
        }

        changes["CHECKPOINT_DISABLE"] = "1";
        foreach ((string name, string? value) in options.Variables.Concat(command))
        {
            changes[name] = value;
        }

        return changes;
    }
}
