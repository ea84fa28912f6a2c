using System.Security.Cryptography;

namespace Lumina.Environments.Sqlite;

/// <summary>Files that only their owner reads. A new one appears whole or not at all, and never in another's place.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void MakeDirectoryOf(string path)
    {
        string directory = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Makes a file by filling it under another name; where somebody else was quicker, theirs stays.</summary>
    public static void Publish(string path, Action<string> fill)
    {
        string draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.new";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        new FileStream(draft, options).Dispose();
        try
        {
            fill(draft);
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // what is there is used
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Takes from everybody else what a looser mode gave them, and gives its owner nothing more. SQLite gives what it makes beside a file the file's own mode.</summary>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && File.GetUnixFileMode(path) is var mode && (mode & ~OwnerOnly) != UnixFileMode.None)
        {
            try
            {
                File.SetUnixFileMode(path, mode & OwnerOnly);
            }
            catch (UnauthorizedAccessException)
            {
                // It is another account's, who has given us the right to use it.
            }
        }
    }
}
