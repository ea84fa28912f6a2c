using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Looks at a cluster as a person does.</summary>
internal sealed class Kubectl(string kubeconfig)
{
    /// <summary>Skips the test where there is no kubectl, or fails it where the machine is said to have all that tests of clusters need.</summary>
    public static Kubectl Require(string kubeconfig)
    {
        bool isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "kubectl")));
        bool isRequired = (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains("kubernetes", StringComparer.Ordinal);
        Assert.True(isThere || !isRequired, "kubernetes is required by LUMINA_TEST_REQUIRE, and kubectl is not on the path.");
        Skip.IfNot(isThere, "kubectl is not on the path.");
        return new Kubectl(kubeconfig);
    }

    /// <summary>What it says, if it succeeds.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        (int code, string output) = await TryAsync(input: null, arguments);
        code.Should().Be(0, output);
        return output;
    }

    /// <summary>The objects that it gets.</summary>
    public async Task<JsonObject[]> GetAsync(params string[] arguments) =>
        [.. JsonNode.Parse(await RunAsync(["get", .. arguments, "-o", "json"]))!["items"]!.AsArray().Select(item => item!.AsObject())];

    /// <summary>Runs it with a text as its input.</summary>
    public async Task<(int Code, string Output)> TryAsync(string? input, params string[] arguments)
    {
        ProcessStartInfo start = new("kubectl", arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = kubeconfig;
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await error);
    }
}
