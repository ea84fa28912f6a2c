using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Creation")]
public sealed class FailureFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-failure-files-");
    private readonly FileKeeper _provider = new();

    [Fact]
    public async Task What_a_spec_names_is_copied_out_of_every_component_before_it_is_taken_away()
    {
        _provider.Files["/var/log/api.log"] = "it began\nit ended"u8.ToArray();
        _provider.Files["/dumps/core"] = [0xff, 0x00, 0xfe];

        EnvironmentException error = await FailAsync("/var/log", "/dumps/core");

        string folder = Path.Combine(_folder.FullName, $"lab-{error.EnvironmentId}", "files", "api");
        (await File.ReadAllTextAsync(Path.Combine(folder, "var", "log", "api.log"))).Should().Be("it began\nit ended");
        (await File.ReadAllBytesAsync(Path.Combine(folder, "dumps", "core"))).Should().Equal(0xff, 0x00, 0xfe);
        error.Message.Should().Contain($"service/api: 2 copied to {folder}");
        _provider.Calls.Should().EndWith("destroy service/api");
    }

    [Fact]
    public async Task What_cannot_be_copied_is_a_note_and_the_rest_is_copied()
    {
        _provider.Files["/b"] = "b"u8.ToArray();
        _provider.Files["/out/../../../../outside"] = "no"u8.ToArray();

        EnvironmentException error = await FailAsync("/a", "/out", "/b");

        error.Failures.Should().ContainSingle().Which.Error.Should().Contain("it does not start");
        error.Message.Should().Contain("service/api: 1 copied to").And.Contain("service/api: '/a' was not copied: there is no such file").And.Contain("'/out/../../../../outside' was not copied: it would lie outside of the folder");
        _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Name).Should().Equal("b");
        error.Left.Should().BeEmpty();
    }

    [Fact]
    public async Task No_known_secret_is_in_a_copy()
    {
        _provider.Files["/log"] = "the key is s3cr3t-value, and so on"u8.ToArray();
        _provider.Files["/binary"] = [0xff, .. "s3cr3t-value"u8, 0xfe];

        _provider.Files["/of/s3cr3t-value.txt"] = [1];

        EnvironmentException error = await FailAsync("/log", "/binary", "/of");

        string folder = Path.Combine(_folder.FullName, $"lab-{error.EnvironmentId}", "files", "api");
        (await File.ReadAllTextAsync(Path.Combine(folder, "log"))).Should().Be("the key is ***, and so on");
        (await File.ReadAllBytesAsync(Path.Combine(folder, "binary"))).Should().Equal([0xff, .. "***"u8, 0xfe]);
        Directory.GetFiles(Path.Combine(folder, "of")).Select(Path.GetFileName).Should().Equal("___.txt");
    }

    [Fact]
    public async Task Of_one_component_so_many_bytes_and_files_are_copied_and_no_more()
    {
        const int mebibyte = 1024 * 1024;
        _provider.Files["/large"] = new byte[17 * mebibyte];
        _provider.Files["/small"] = [1];

        EnvironmentException error = await FailAsync("/large", "/small");

        _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Length).Should().Equal(16 * mebibyte);
        error.Message.Should().Contain("only the beginning of '/large' was copied").And.Contain("'/small' and what comes after it were not copied");
    }

    [Fact]
    public async Task Reading_that_never_ends_holds_the_error_back_for_a_while_only()
    {
        FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(60));
        _provider.Files["/a"] = "a"u8.ToArray();
        _provider.Hangs = true;

        EnvironmentException error = await time.RunToEndAsync(FailAsync(time, _folder.FullName, "/a"));

        error.Message.Should().Contain("service/api: not all was copied within 15 s");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_note()
    {
        string file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        _provider.Files["/a"] = "a"u8.ToArray();

        EnvironmentException error = await FailAsync(TimeProvider.System, file, "/a");
        EnvironmentException other = await FailAsync(TimeProvider.System, "a\0b", "/a");

        error.Message.Should().Contain("service/api: '/a' was not copied: ");
        other.Message.Should().Contain("service/api: its files were not copied: ");
        other.Left.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_a_folder_the_error_says_how_there_would_be_files()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider<ServiceSpec>(_provider));

        EnvironmentException error = (await FluentActions.Awaiting(() => manager.ProvisionAsync(Lab("/a"))).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Contain("service/api: its files were not copied, since EnvironmentManagerOptions.FailureFilesDirectory does not say where they go");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static EnvironmentSpec Lab(params IReadOnlyList<string> paths) => new("lab", "tests")
    {
        Services =
        [
            new ServiceSpec("api", ServiceSource.Image("api:1")) { Container = new ContainerSettings { CopyOnFailure = paths }, Settings = { ["KEY"] = new Secret("s3cr3t-value") } },
            new ServiceSpec("broken", ServiceSource.Image("broken:1")) { DependsOn = [ComponentName.Service("api")] },
        ],
    };

    private Task<EnvironmentException> FailAsync(params IReadOnlyList<string> paths) => FailAsync(TimeProvider.System, _folder.FullName, paths);

    private async Task<EnvironmentException> FailAsync(TimeProvider time, string directory, params IReadOnlyList<string> paths)
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .UseTimeProvider(time).AddProvider<ServiceSpec>(_provider).Configure(options => options.FailureFilesDirectory = directory));
        return (await FluentActions.Awaiting(() => manager.ProvisionAsync(Lab(paths))).Should().ThrowAsync<EnvironmentException>()).Which;
    }

    /// <summary>A provider of services with files, of which one never starts.</summary>
    private sealed class FileKeeper : ScriptedProvider<ServiceSpec>, IFileProvider
    {
        public FileKeeper() => OnProvision = (context, _) => context.Component.Name == "broken" ? Task.FromException(new ProviderException("it does not start")) : Task.CompletedTask;

        public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

        public bool Hangs { get; set; }

        public async IAsyncEnumerable<ComponentFile> ReadFilesAsync(ComponentContext context, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Existing.Keys.Should().Contain(context.ExternalName, "it is there still");
            if (Hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
            }

            string[] found = [.. Files.Keys.Where(file => file == path || file.StartsWith(path + "/", StringComparison.Ordinal))];
            foreach (string file in found.Length > 0 ? found : throw new ProviderException("there is no such file"))
            {
                yield return new ComponentFile(file, new MemoryStream(Files[file]));
            }
        }
    }
}
