using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Where the entries of this user lie. Nobody else may write there: what the entries say is done.</summary>
[SupportedOSPlatform("linux")]
internal sealed class StateDirectory(string path)
{
    private const string Folder = "lumina";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Reachable = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public StateDirectory(LocalOptions options)
        : this(System.IO.Path.GetFullPath(options.StateDirectory ?? Default()))
    {
    }

    public string Path { get; } = path;

    /// <summary>The one in which an entry lies.</summary>
    public static StateDirectory Of(KeptEntry entry) => new(System.IO.Path.GetDirectoryName(entry.Directory)!);

    /// <summary>The mode of directories that a server's account has to get through where this process is root.</summary>
    public static UnixFileMode Mode => UserAccount.HostIsRoot ? Reachable : OwnerOnly;

    /// <summary>Whether it is there.</summary>
    /// <exception cref="ProviderException">It is not this user's alone.</exception>
    public bool Exists()
    {
        if (!Directory.Exists(Path))
        {
            return false;
        }

        bool isOurs = LinuxInterop.DirectoryOwner(Path)?.User == LinuxInterop.EffectiveUserId()
            && (File.GetUnixFileMode(Path) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == UnixFileMode.None;
        return isOurs
            ? true
            : throw new ProviderException($"'{Path}' is another user's or can be written by others, so that nothing in it can be trusted. Name another directory in {nameof(LocalOptions)}.{nameof(LocalOptions.StateDirectory)}.");
    }

    /// <exception cref="ProviderException">It can't be made, or others may write there.</exception>
    public void Make()
    {
        try
        {
            Directory.CreateDirectory(Path, Mode);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException($"'{Path}', where what outlives this process is written down, could not be made: {exception.Message.TrimEnd('.')}. Name another directory in {nameof(LocalOptions)}.{nameof(LocalOptions.StateDirectory)}.", exception);
        }

        Exists();
    }

    /// <summary>Makes nothing.</summary>
    /// <exception cref="ProviderException">It is not this user's alone, or it is not there and could not be made.</exception>
    public void RequireMakeable()
    {
        DirectoryInfo? above = new(Path);
        for (above = Exists() ? null : above.Parent; above is not null; above = above.Parent)
        {
            if (above.Exists)
            {
                if (!LinuxInterop.MayWrite(above.FullName))
                {
                    throw new ProviderException($"'{Path}', where what outlives this process is written down, could not be made: this process may not write in '{above.FullName}'. Name another directory in {nameof(LocalOptions)}.{nameof(LocalOptions.StateDirectory)}.");
                }

                return;
            }
        }
    }

    /// <exception cref="ProviderException">A server that must not be root could not get there.</exception>
    public void RequireReachable(UserAccount? account)
    {
        for (DirectoryInfo? directory = new(Path); account is not null && directory is not null; directory = directory.Parent)
        {
            if (directory.Exists && (directory.UnixFileMode & UnixFileMode.OtherExecute) == UnixFileMode.None)
            {
                throw new ProviderException(
                    $"'{Path}' is not reachable for the account '{account.Name}', which runs the server since this process is root: '{directory.FullName}' is closed to it. "
                    + $"Name another directory in {nameof(LocalOptions)}.{nameof(LocalOptions.StateDirectory)}.");
            }
        }
    }

    private static string Default()
    {
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } given && System.IO.Path.IsPathFullyQualified(given))
        {
            return System.IO.Path.Combine(given, Folder);
        }

        // Servers do not run as root, and its home is closed to their accounts.
        if (UserAccount.HostIsRoot)
        {
            return $"/var/lib/{Folder}";
        }

        return Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } home
            ? System.IO.Path.Combine(home, ".local", "state", Folder)
            : System.IO.Path.Combine(System.IO.Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{Folder}-state-{LinuxInterop.EffectiveUserId()}"));
    }
}
