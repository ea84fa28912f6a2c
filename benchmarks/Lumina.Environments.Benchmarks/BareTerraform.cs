using System.Diagnostics;
using System.Text.Json;
using Lumina.Environments.Moto;

namespace Lumina.Environments.Benchmarks;

/// <summary>Terraform as somebody runs it by hand or by a script, each time in a directory of its own.</summary>
internal sealed class BareTerraform(string configuration, string endpoint, string region)
{
    private const string Pattern = "*.tf.json";
    private const string Variable = "LUMINA_TERRAFORM";

    /// <summary>Why it can't be run here; null where it can.</summary>
    public static string? Missing() => Find() is null ? $"terraform is not on this machine: https://developer.hashicorp.com/terraform/install, or {Variable} says where it is." : null;

    /// <summary>Takes the configuration of a workspace.</summary>
    /// <returns>How many resources its state has.</returns>
    public int CopyFrom(string workspace)
    {
        Directory.CreateDirectory(configuration);
        CopyConfiguration(workspace, configuration);
        using JsonDocument state = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(workspace, "terraform.tfstate")));
        return state.RootElement.GetProperty("resources").EnumerateArray().Sum(resource => resource.GetProperty("instances").GetArrayLength());
    }

    public async Task<Times> RunAsync()
    {
        DirectoryInfo directory = Directory.CreateDirectory($"{configuration}-{Guid.CreateVersion7():N}");
        CopyConfiguration(configuration, directory.FullName);
        await File.WriteAllTextAsync(
            Path.Combine(directory.FullName, "terraform.rc"), $$"""provider_installation { filesystem_mirror { path = "{{ProviderMirror.Location}}" } }""");
        long started = Stopwatch.GetTimestamp();
        await RunAsync(directory, "init", "-input=false");
        TimeSpan init = Stopwatch.GetElapsedTime(started);
        await RunAsync(directory, "plan", "-input=false", "-out=plan");
        await RunAsync(directory, "apply", "-input=false", "plan");
        await RunAsync(directory, "destroy", "-input=false", "-auto-approve");
        Times times = new(init.TotalSeconds, Stopwatch.GetElapsedTime(started).TotalSeconds);
        directory.Delete(recursive: true);
        return times;
    }

    private async Task RunAsync(DirectoryInfo directory, params string[] arguments)
    {
        ProcessStartInfo start = new(Find()!, arguments) { WorkingDirectory = directory.FullName, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TF_CLI_CONFIG_FILE"] = Path.Combine(directory.FullName, "terraform.rc");
        start.Environment["CHECKPOINT_DISABLE"] = "1";
        start.Environment["AWS_ENDPOINT_URL"] = endpoint;
        start.Environment["AWS_REGION"] = region;
        start.Environment["AWS_ACCESS_KEY_ID"] = "testing";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "testing";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"terraform {string.Join(' ', arguments)} failed: {await errors}");
        }
    }

    private static void CopyConfiguration(string from, string to) =>
        Array.ForEach(Directory.GetFiles(from, Pattern), file => File.Copy(file, Path.Combine(to, Path.GetFileName(file))));

    private static string? Find() => new[] { System.Environment.GetEnvironmentVariable(Variable) ?? "" }
        .Concat((System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "terraform")))
        .FirstOrDefault(File.Exists);

    /// <summary>How long a run took, in seconds.</summary>
    /// <param name="Init">The first command.</param>
    /// <param name="All">All four.</param>
    public sealed record Times(double Init, double All);
}
