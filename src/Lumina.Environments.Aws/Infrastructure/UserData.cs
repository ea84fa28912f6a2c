using System.Globalization;
using System.Text;

namespace Lumina.Environments.Aws;

/// <summary>
/// What machines do when they start for the first time: a script or a cloud-init configuration. It goes to them as it is, in base64, so that nothing in it means anything to terraform. Machines that
/// are there keep theirs: another text under the same name is for those that are made afterwards.
/// </summary>
internal static class UserData
{
    /// <summary>The text itself.</summary>
    private const string Text = "userData";

    /// <summary>A file with the text.</summary>
    private const string File = "userDataFile";

    /// <summary>EC2 takes no more (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html).</summary>
    private const int LongestBytes = 16 * 1024;

    private const string LetAShortTextFetchIt = "Let a short text fetch the rest, from a resource of type s3, say.";

    private static readonly string[] Settings = [Text, File];

    public static IEnumerable<SpecificationFault> FindObstacles(InfrastructureSpec spec)
    {
        foreach (string unknown in spec.Settings.Keys.Where(name => !Settings.Contains(name, StringComparer.Ordinal)))
        {
            yield return new(PathOf(unknown), $"The infrastructure has a setting '{unknown}', which there is not.", $"There are {string.Join(", ", Settings)}.");
        }

        if (spec.Settings.ContainsKey(Text) && spec.Settings.ContainsKey(File))
        {
            yield return new(PathOf(File), $"The infrastructure has both '{Text}' and '{File}'.", "Take one of them.");
        }

        if (spec.Settings.TryGetValue(Text, out string? text) && Encoding.UTF8.GetByteCount(text) > LongestBytes)
        {
            yield return new(PathOf(Text), TooLong($"'{Text}' has"), LetAShortTextFetchIt);
        }
    }

    /// <summary>The text in base64; null for none.</summary>
    public static TerraformValue? Of(InfrastructureSpec spec, AwsComponent component)
    {
        byte[]? text = spec.Settings.TryGetValue(Text, out string? given) ? Encoding.UTF8.GetBytes(given)
            : spec.Settings.TryGetValue(File, out string? file) ? Read(Path.GetFullPath(file, Path.GetFullPath(component.BaseDirectory)), component)
            : null;
        return text is null ? null : (TerraformValue)Convert.ToBase64String(text);
    }

    private static byte[]? Read(string file, AwsComponent component)
    {
        try
        {
            byte[] text = System.IO.File.ReadAllBytes(file);
            if (text.Length <= LongestBytes)
            {
                return text;
            }

            component.AddFault(PathOf(File), TooLong($"'{file}' has"), LetAShortTextFetchIt);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            component.AddFault(PathOf(File), $"The machines have their user data in '{file}', which can't be read.", "Correct the setting, or put the file there.");
        }

        return null;
    }

    private static string TooLong(string what) => string.Create(
        CultureInfo.InvariantCulture, $"{what} more than the {LongestBytes:N0} bytes of user data that EC2 takes.");

    private static string PathOf(string setting) => $"settings.{setting}";
}
