using System.Diagnostics;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The cluster of the tests: the one that KUBECONFIG names, where the user allows that, else one that is brought up for this process and ends with it.</summary>
internal static class TestCluster
{
    private static readonly Lazy<Task<(string? KubeConfig, string? Directory, string Problem)>> Brought = new(() => Task.Run(BringUpAsync));

    /// <summary>The kubeconfig. Skips the test where there is no cluster, or fails it where the machine is said to have one.</summary>
    public static async Task<string> RequireAsync()
    {
        (string? kubeconfig, _, string problem) = await Brought.Value;
        if (kubeconfig is null && (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains("kubernetes", StringComparer.Ordinal))
        {
            Assert.Fail($"kubernetes is required by LUMINA_TEST_REQUIRE. {problem}");
        }

        Skip.If(kubeconfig is null, problem);
        return kubeconfig!;
    }

    /// <summary>The directory of a cluster that tests may restart; skips the test where it is somebody's.</summary>
    public static async Task<string> RequireOwnAsync()
    {
        await RequireAsync();
        string? directory = (await Brought.Value).Directory;
        Skip.If(directory is null, "The cluster is not of these tests alone.");
        return directory!;
    }

    /// <summary>Runs one of the scripts for the cluster of the tests.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string script, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Path.Combine(FindRoot(), "tests", "kubernetes", script), arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>The root of the repository.</summary>
    public static string FindRoot()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Lumina.Environments.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The repository is not found.");
        }

        return root;
    }

    private static async Task<(string?, string?, string)> BringUpAsync()
    {
        if (Environment.GetEnvironmentVariable("LUMINA_TEST_KUBERNETES") is { Length: > 0 } && Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } given)
        {
            return (given, Environment.GetEnvironmentVariable("LUMINA_TEST_CLUSTER"), "");
        }

        if (Environment.GetEnvironmentVariable("LUMINA_KUBERNETES_MISSING") is { Length: > 0 } missing)
        {
            return (null, null, missing);
        }

        if (!OperatingSystem.IsLinux())
        {
            return (null, null, "A cluster for the tests is brought up on Linux alone. Set KUBECONFIG and LUMINA_TEST_KUBERNETES=yes for one of yours.");
        }

        string directory = Path.Combine(Path.GetTempPath(), $"lumina-kubernetes-tests.{Environment.ProcessId}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => RunAsync("cluster-down.sh", directory).GetAwaiter().GetResult();
        (int code, _, string error) = await RunAsync("cluster-up.sh", directory);
        return code == 0 ? (Path.Combine(directory, "kubeconfig"), directory, "") : (null, null, error.TrimEnd().Split('\n')[^1]);
    }
}
