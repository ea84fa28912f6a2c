namespace Lumina.Environments.Kubernetes;

/// <summary>A port of a component that is forwarded to this machine.</summary>
/// <param name="Name">The endpoint's name; for a database, empty.</param>
/// <param name="Service">The name of the Service object.</param>
/// <param name="Port">The port of the pods.</param>
/// <param name="Outputs">The outputs for who reaches the component at this host and port, on this machine.</param>
internal sealed record ForwardedPort(string Name, string Service, int Port, Func<string, int, ComponentOutputs> Outputs)
{
    /// <summary>Which of the component's pods, as a query has labels; empty for all.</summary>
    public string Labels { get; init; } = "";
}
