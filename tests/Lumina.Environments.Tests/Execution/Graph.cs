namespace Lumina.Environments.Tests.Execution;

/// <summary>Specs of services that wait for each other, written as edges: <c>Graph.Of("a", "b: a", "c: a b")</c>.</summary>
internal static class Graph
{
    public static EnvironmentSpec Of(params string[] nodes) => new("graph", "payments")
    {
        Services =
        [
            .. nodes.Select(node => node.Split(':', StringSplitOptions.TrimEntries)).Select(parts => new ServiceSpec(parts[0], ServiceSource.Command("run"))
            {
                DependsOn = parts.Length == 1 ? [] : [.. parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ComponentName.Service)],
            }),
        ],
    };

    /// <summary>A random graph: each service may wait for any of those before it.</summary>
    public static EnvironmentSpec Random(Random random, int size) => Of(
    [
        .. Enumerable.Range(0, size).Select(i => $"s{i}: {string.Join(' ', Enumerable.Range(0, i).Where(_ => random.Next(3) == 0).Select(j => $"s{j}"))}"),
    ]);
}
