namespace Lumina.Environments;

/// <summary>A way to see whether a component works. Open: a package may register a checker for another.</summary>
/// <param name="Name">The name, in lower case.</param>
public readonly record struct HealthCheckType(string Name)
{
    /// <summary>A GET of an HTTP endpoint that answers with a status from 200 to 399.</summary>
    public static HealthCheckType Http => new("http");

    /// <summary>A connection to a TCP port.</summary>
    public static HealthCheckType Tcp => new("tcp");

    /// <summary>The database engine's own: a query, a ping.</summary>
    public static HealthCheckType Engine => new("engine");

    /// <summary>Whether the provider still sees the component.</summary>
    public static HealthCheckType Presence => new("presence");

    /// <summary>A program that is run inside the component and ends with exit code 0.</summary>
    public static HealthCheckType Command => new("command");

    /// <summary>A line in the component's output: it is waited for when the component is made or started; from then on whether the provider still sees it run.</summary>
    public static HealthCheckType Log => new("log");

    /// <summary>The platform's own, such as the health check that a container's image brings along; where there is none, that it runs.</summary>
    public static HealthCheckType Platform => new("platform");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
