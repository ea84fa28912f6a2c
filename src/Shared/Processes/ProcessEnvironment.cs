using System.Collections;

namespace Lumina.Environments.Processes;

/// <summary>Puts together the variables that a child gets.</summary>
internal static class ProcessEnvironment
{
    private static readonly string[] Essential = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR"];

    /// <param name="launch">What is launched.</param>
    /// <param name="host">The host's own variables.</param>
    /// <param name="mark">The mark by which the child is known.</param>
    public static Dictionary<string, string> Compose(ProcessLaunch launch, IDictionary host, KeyValuePair<string, string> mark)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in host)
        {
            string name = (string)entry.Key;

            // Marks go on from host to host whatever else is left out: the outer one must find what the inner one started.
            bool isMark = name.StartsWith(ProcessMarks.Host(""), StringComparison.Ordinal);
            if (isMark || launch.EnvironmentBase == EnvironmentBase.Inherited || Essential.Contains(name, StringComparer.Ordinal))
            {
                variables[name] = (string?)entry.Value ?? "";
            }
        }

        if (launch.UnprivilegedUser is { } user)
        {
            variables["HOME"] = user.Home;
            variables["USER"] = variables["LOGNAME"] = user.Name;
        }

        foreach ((string name, string? value) in launch.Environment)
        {
            if (value is null)
            {
                variables.Remove(name);
            }
            else
            {
                variables[name] = value;
            }
        }

        variables[mark.Key] = mark.Value;
        return variables;
    }

    /// <summary>Small shells drop variables with other names from what they hand on.</summary>
    public static bool IsPlainName(string name)
        => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
