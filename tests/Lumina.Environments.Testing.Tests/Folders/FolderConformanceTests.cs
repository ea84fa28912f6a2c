using System.Text.Json;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Folders;

/// <summary>A stranger's provider, whose things outlive its process; a bug may be planted in it. Its platform is a folder of its own, which goes with it; the bug travels to child processes in the platform's description.</summary>
[Trait("Category", "Testing")]
public sealed class FolderConformanceTests : ProviderConformance<MailboxSpec>, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private string? _made;

    public Bug Bug { get; init; }

    public bool Counts { get; init; } = true;

    protected override TimeSpan Patience => Bug == Bug.SaysThatItEndsWithItsProcess ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(20);

    protected override int Rounds => 4;

    protected override bool TakesSettings => true;

    protected override IEnumerable<string> ReadablePlaces => [Root];

    private string Root => Platform.Split('|')[1];

    public void Dispose()
    {
        // What a planted bug keeps under way ends now, and may be at its last file.
        _closed.Cancel();
        SpinWait.SpinUntil(IsDeleted, TimeSpan.FromSeconds(10)).Should().BeTrue();
        _closed.Dispose();
    }

    protected override string MakePlatform() => $"{Bug}|{_made = Directory.CreateTempSubdirectory("lumina-kit-").FullName}";

    protected override IComponentProvider<MailboxSpec> CreateProvider() => new FolderProvider(Root, Enum.Parse<Bug>(Platform.Split('|')[0]), TimeProvider, _closed.Token);

    protected override MailboxSpec CreateSpec(string name) => new(name);

    protected override ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Counts ? FolderProvider.Parts(Root, context.ExternalName).Count() : (int?)null);

    protected override async ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(DataOf(context), value, cancellationToken);
        return true;
    }

    protected override async ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken) =>
        File.Exists(DataOf(context)) ? await File.ReadAllTextAsync(DataOf(context), cancellationToken) : null;

    protected override async ValueTask<string?> ReadSettingAsync(ComponentContext context, string name, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(Path.Combine(Root, context.ExternalName, FolderProvider.SettingsFile), cancellationToken))![name];

    protected override ValueTask<bool> KeepAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        FolderProvider.Keep(Path.Combine(Root, context.ExternalName));
        return ValueTask.FromResult(true);
    }

    private bool IsDeleted()
    {
        try
        {
            if (Directory.Exists(_made))
            {
                Directory.Delete(_made, recursive: true);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string DataOf(ComponentContext context) => Path.Combine(context.Outputs.Find("path")!.Reveal(), FolderProvider.DataFile);
}
