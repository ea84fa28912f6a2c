using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lumina.Environments.Kubernetes;

/// <summary>Types a value of YAML by the rules of YAML 1.1, which kubectl goes by: <c>yes</c> is a truth value, and <c>0644</c> a number to the base of eight.</summary>
internal static partial class YamlScalar
{
    private const string TextTag = "tag:yaml.org,2002:str";
    private static readonly string[] Nulls = ["", "~", "null", "Null", "NULL"];
    private static readonly string[] True = ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"];
    private static readonly string[] False = ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"];

    public static JsonNode? Convert(YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value == TextTag))
        {
            return text;
        }

        return Nulls.Contains(text, StringComparer.Ordinal) ? null
            : True.Contains(text, StringComparer.Ordinal) ? true
            : False.Contains(text, StringComparer.Ordinal) ? false
            : Number(text) ?? text;
    }

    private static JsonNode? Number(string text)
    {
        if (Based().Match(text) is { Success: true } based)
        {
            int toBase = based.Groups["hex"].Success ? 16 : based.Groups["binary"].Success ? 2 : 8;
            string digits = based.Groups.Cast<Group>().Skip(1).First(group => group.Success).Value;
            return digits.Length < 16 ? System.Convert.ToInt64(digits, toBase) : null;
        }

        return Whole().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole
            : Broken().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double broken) && double.IsFinite(broken) ? broken
            : null;
    }

    [GeneratedRegex(@"\A(0x(?<hex>[0-9a-fA-F]+)|0b(?<binary>[01]+)|0o?(?<octal>[0-7]+))\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Based();

    [GeneratedRegex(@"\A[-+]?(0|[1-9][0-9]*)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Broken();
}
