using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lumina.Environments.Local.TestHost;
using Lumina.Environments.Local.Tests.Processes;
using Lumina.Environments.Processes;
using StackExchange.Redis;

namespace Lumina.Environments.Local.Tests.Kept;

/// <summary>One environment in one directory of state, for several processes, and what can be seen of it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KeptScene : IAsyncDisposable
{
    private const string IdCharacters = "0123456789abcdefghjkmnpqrstvwxyz";

    private readonly DirectoryInfo _base = System.IO.Directory.CreateTempSubdirectory("lumina-k-");
    private readonly string _environment = NewEnvironment();

    public KeptScene() => _base.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Token { get; } = RandomNumberGenerator.GetString("0123456789", 12);

    public string Directory => _base.FullName;

    public string StateDirectory => Path.Combine(Directory, $"kept-{Token}");

    public static string NewEnvironment() => $"01{RandomNumberGenerator.GetString(IdCharacters, 24)}";

    /// <summary>A process that provisions components and waits to be killed.</summary>
    public HostProgram Start(params string[] components) => new(Token, Directory, [$"provision={_environment}", .. components]);

    public KeptLab Lab(Action<LocalOptions>? configure = null) => new(Token, Directory, _environment, configure);

    /// <summary>Processes and files of components, by other means than the registry.</summary>
    public List<string> Left() =>
    [
        .. Evidence.Processes(Token).Where(line => !line.Contains("TestHost.dll", StringComparison.Ordinal)),
        .. Evidence.Directories(Token, Directory).SelectMany(System.IO.Directory.GetFileSystemEntries),
    ];

    /// <summary>No component has processes that its entry does not know: each server is there once.</summary>
    public async Task OnlyWhatIsNamedRunsAsync(KeptLab lab)
    {
        // The guardian has ended what was not named; what it killed may take a moment to disappear.
        await Deadline.UntilAsync(() => Strangers().Count == 0, () => string.Join("\n", Strangers()));

        List<string> Strangers()
        {
            HashSet<int> named = [.. lab.Host.Registry.All().SelectMany(entry => entry.State.Processes).Select(process => process.Pid)];
            return [.. Evidence.Processes(Token).Where(line => !named.Contains(Number(line)) && !named.Contains(ProcessEntry.Read(Number(line))?.Parent ?? 0) && !line.Contains("sleep", StringComparison.Ordinal))];
        }
    }

    public static async Task SetAsync(string connectionString, string key, string value)
    {
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(connectionString);
        await redis.GetDatabase().StringSetAsync(key, value);
    }

    public static async Task<string?> GetAsync(string connectionString, string key)
    {
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(connectionString);
        return await redis.GetDatabase().StringGetAsync(key);
    }

    /// <summary>A test that failed leaves nothing behind either.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string line in Evidence.Processes(Token))
        {
            _ = LinuxInterop.Kill(Number(line), (int)ProcessSignal.Kill);
        }

        await Deadline.PassesAsync(() => Evidence.Processes(Token).Count == 0);
        _base.Delete(recursive: true);
    }

    private static int Number(string evidence) => int.Parse(evidence.Split(' ')[0], CultureInfo.InvariantCulture);
}
