using Lumina.Environments.Local;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Local;

/// <summary>The local providers, of both lifetimes. Of what ends with its process, nothing is left after a kill; what is kept is there for the next process.</summary>
public abstract class LocalConformance<TSpec> : ProviderConformance<TSpec>, IAsyncDisposable
    where TSpec : ComponentSpec
{
    private LocalPlatform? _local;
    private string? _made;

    protected override int Rounds => 3;

    protected virtual LocalLifetime Lifetime => LocalLifetime.Process;

    protected override IEnumerable<string> ReadablePlaces => [Platform, .. Directory.GetDirectories("/dev/shm", "lumina-*")];

    private protected LocalPlatform Local => _local ??= new LocalPlatform(Directory.CreateDirectory(WorkFolder).FullName, StateFolder, Lifetime, TimeProvider, LoggerFactory);

    private string ChildrensFolder => Path.Combine(Platform, "children");

    private string StateFolder => Path.Combine(Platform, "kept");

    // A child process is told the platform and makes none.
    private string WorkFolder => Platform.Length > 0 && _made is not null ? Path.Combine(Platform, "own") : ChildrensFolder;

    public async ValueTask DisposeAsync()
    {
        if (_local is not null)
        {
            await _local.DisposeAsync();
        }

        if (_made is not null)
        {
            Directory.Delete(_made, recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    protected override string MakePlatform() => _made = LocalPlatform.MakeFolder();

    /// <summary>The folders of what is kept, half-made ones included; else those of children, which go with all that they have started.</summary>
    protected override ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(
        Lifetime == LocalLifetime.Environment ? Count(StateFolder, $"{context.ExternalName}*") ?? 0 : Count(ChildrensFolder, "lumina-*"));

    private static int? Count(string folder, string pattern) => Directory.Exists(folder) ? Directory.GetDirectories(folder, pattern).Length : null;
}
