using System.Diagnostics;

namespace Lumina.Environments.Documentation.Tests;

/// <summary>The sample's program, started from a folder that has nothing to do with it.</summary>
[Trait("Category", "Documentation")]
public sealed class DemonstrationTests : IDisposable
{
    private readonly DirectoryInfo _elsewhere = Directory.CreateTempSubdirectory("lumina-elsewhere-");

    public void Dispose() => _elsewhere.Delete(recursive: true);

    [Fact]
    public async Task It_finds_its_files_from_another_folder_and_leaves_nothing()
    {
        (int exitCode, string output, string errors) = await RunAsync("--platform", "in-memory");

        exitCode.Should().Be(0, errors);
        output.Should().Contain("Making 'shop'").And.Contain("nothing: the platform in memory is empty");
    }

    [Fact]
    public async Task Where_its_files_are_not_it_says_where_it_looked_and_what_to_do()
    {
        (int exitCode, _, string errors) = await RunAsync("--platform", "in-memory", "--shop", _elsewhere.FullName);

        exitCode.Should().Be(1);
        errors.Should().Contain($"Looked at:{Environment.NewLine}  {_elsewhere.FullName}{Environment.NewLine}").And.Contain("give it --shop DIRECTORY");
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        string program = Path.Combine(Repository.Root, "samples", "Shop", "Shop.Demo", "bin", Repository.Configuration, "net10.0", "Shop.Demo.dll");
        ProcessStartInfo start = new("dotnet", [program, "--plain", .. arguments])
        {
            WorkingDirectory = _elsewhere.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process demonstration = Process.Start(start)!;
        Task<string> errors = demonstration.StandardError.ReadToEndAsync();
        string output = await demonstration.StandardOutput.ReadToEndAsync();
        await demonstration.WaitForExitAsync();
        return (demonstration.ExitCode, output, await errors);
    }
}
