using System.Diagnostics;
using System.Text;

namespace Lumina.Environments.Testing;

/// <summary>Secrets that a rule has planted, looked for where none may be.</summary>
internal sealed class PlantedSecrets
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const long LargestFile = 16 * 1024 * 1024;

    private readonly (string Name, string Form)[] _forms;

    public PlantedSecrets(IEnumerable<KeyValuePair<string, string>> secrets) =>
        _forms = [.. secrets.SelectMany(secret => FormsOf(secret.Value).Select(form => (secret.Key, form))).Distinct()];

    /// <exception cref="ConformanceException">One of them holds a secret.</exception>
    public void AreNotIn(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            foreach ((string name, string form) in _forms)
            {
                Check.That(!text.Contains(form, StringComparison.Ordinal), $"The secret '{name}' is in {text.Replace(form, "***", StringComparison.Ordinal)}");
            }
        }
    }

    /// <exception cref="ConformanceException">A process was given a secret as an argument, where everybody reads it.</exception>
    public void AreNotInCommandLines()
    {
        foreach (string process in Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [])
        {
            if (Path.GetFileName(process).All(char.IsAsciiDigit) && TryRead(Path.Combine(process, "cmdline")) is { } arguments)
            {
                AreNotIn([$"the command line of a process: {Encoding.UTF8.GetString(arguments).Replace('\0', ' ')}"]);
            }
        }
    }

    /// <exception cref="ConformanceException">A file that others than its owner can read holds a secret.</exception>
    public void AreNotInReadableFiles(IEnumerable<string> places)
    {
        foreach (string file in places.Where(_ => !OperatingSystem.IsWindows()).SelectMany(FilesOf))
        {
            if (IsReadableByOthers(file) && TryRead(file) is { } content)
            {
                AreNotIn([$"the file {file}, which others than its owner can read: {Encoding.Latin1.GetString(content)}"]);
            }
        }
    }

    // As a whole, and in the forms that URLs, JSON and headers give it.
    private static IEnumerable<string> FormsOf(string value)
    {
        yield return value;
        yield return Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value));
        yield return Uri.EscapeDataString(value);
        yield return System.Text.Json.JsonEncodedText.Encode(value).ToString();
        for (int shift = 0; shift < 3; shift++)
        {
            byte[] shifted = [.. new byte[shift], .. Encoding.UTF8.GetBytes(value)];
            yield return Convert.ToBase64String(shifted)[(((shift * 8) + 5) / 6)..(shifted.Length * 8 / 6)];
        }
    }

    private static IEnumerable<string> FilesOf(string place)
    {
        EnumerationOptions options = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.Exists(place) ? Directory.EnumerateFiles(place, "*", options) : File.Exists(place) ? [place] : [];
    }

    // A folder that others cannot enter keeps its files from them.
    private static bool IsReadableByOthers(string file)
    {
        Debug.Assert(!OperatingSystem.IsWindows());
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) == 0)
            {
                return false;
            }

            for (DirectoryInfo? folder = new FileInfo(file).Directory; folder is not null; folder = folder.Parent)
            {
                if (!OperatingSystem.IsWindows() && (folder.UnixFileMode & (UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) == 0)
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static byte[]? TryRead(string file)
    {
        try
        {
            return new FileInfo(file).Length > LargestFile ? null : File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it ended meanwhile, or is another user's
        }
    }
}
