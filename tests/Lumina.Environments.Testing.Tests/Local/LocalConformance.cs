using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Local;

/// <summary>What ends with its process: after a kill, nothing of that process is left.</summary>
public abstract class LocalConformance<TSpec> : ProviderConformance<TSpec>, IAsyncDisposable
    where TSpec : ComponentSpec
{
    private LocalPlatform? _local;
    private string? _made;

    protected override int Rounds => 3;

    protected override IEnumerable<string> ReadablePlaces => [Platform, .. Directory.GetDirectories("/dev/shm", "lumina-*")];

    private protected LocalPlatform Local => _local ??= new LocalPlatform(Directory.CreateDirectory(WorkFolder).FullName, TimeProvider, LoggerFactory);

    private string ChildrensFolder => Path.Combine(Platform, "children");

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

    // The folder of a child process that was killed goes with all that it has started.
    protected override ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<int?>(Directory.Exists(ChildrensFolder) ? Directory.GetDirectories(ChildrensFolder, "lumina-*").Length : null);
}
