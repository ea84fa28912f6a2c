using System.Diagnostics;
using System.Text.Json.Nodes;
using Lumina.Environments.ApiServers;

namespace Lumina.Environments.Benchmarks;

/// <summary>Kubectl as somebody runs it by hand or by a script, on the objects that an environment of the library was made of, each time in a namespace of its own.</summary>
internal sealed class BareKubectl
{
    private readonly string _kubeconfig;
    private readonly string _directory;
    private readonly string _objects;
    private readonly string _namespace;
    private readonly string[] _statefulSets;

    /// <param name="kubeconfig">The way to the cluster.</param>
    /// <param name="directory">Where manifests are written.</param>
    /// <param name="requests">What the API server was asked when the environment was made.</param>
    public BareKubectl(string kubeconfig, string directory, IEnumerable<ApiRequest> requests)
    {
        (_kubeconfig, _directory) = (kubeconfig, directory);
        string[] bodies = [.. requests.Where(request => request.MakesObject).DistinctBy(request => request.Path).Select(request => request.Body)];
        JsonNode[] objects = [.. bodies.Select(body => JsonNode.Parse(body)!)];
        Count = objects.Length;
        _namespace = NamesOf(objects, "Namespace").Single();
        _statefulSets = [.. NamesOf(objects, "StatefulSet")];
        _objects = $$"""{"apiVersion":"v1","kind":"List","items":[{{string.Join(',', bodies)}}]}""";
    }

    /// <summary>How many objects there are.</summary>
    public int Count { get; }

    /// <summary>Why it can't be run here; null where it can.</summary>
    public static string? Missing() => (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "kubectl")))
        ? null
        : "kubectl is not on this machine: https://kubernetes.io/docs/tasks/tools.";

    /// <summary>Applies everything, waits until all of it is ready, deletes it and waits until it is gone.</summary>
    public async Task RunAsync()
    {
        string name = $"bare-{Guid.CreateVersion7():N}";
        string manifests = Path.Combine(_directory, $"{name}.json");
        await File.WriteAllTextAsync(manifests, _objects.Replace(_namespace, name, StringComparison.Ordinal));
        await RunAsync("apply", "--server-side", "-n", name, "-f", manifests);
        await RunAsync("wait", "--for=condition=Available", "deployment", "--all", "-n", name, "--timeout=5m");
        foreach (string statefulSet in _statefulSets)
        {
            await RunAsync("rollout", "status", $"statefulset/{statefulSet}", "-n", name, "--timeout=5m");
        }

        await RunAsync("delete", "namespace", name, "--timeout=5m");
    }

    private async Task RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("kubectl", [$"--cache-dir={Path.Combine(_directory, "cache")}", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = _kubeconfig;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)} failed: {await errors}");
        }
    }

    private static IEnumerable<string> NamesOf(JsonNode[] objects, string kind) =>
        objects.Where(each => (string?)each["kind"] == kind).Select(each => (string)each["metadata"]!["name"]!);
}
