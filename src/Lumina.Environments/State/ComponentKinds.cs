namespace Lumina.Environments;

/// <summary>The kinds of component that the library brings. A package may register others.</summary>
public static class ComponentKinds
{
    /// <summary>Infrastructure: machines, load balancer, domain and cloud resources.</summary>
    public const string Infrastructure = "infrastructure";

    /// <summary>The network: subnets, security groups and gateways.</summary>
    public const string Network = "network";

    /// <summary>A database.</summary>
    public const string Database = "database";

    /// <summary>What is put into a database.</summary>
    public const string Data = "data";

    /// <summary>A service.</summary>
    public const string Service = "service";

    /// <summary>Monitoring: metrics, alerts, dashboards and logs.</summary>
    public const string Monitoring = "monitoring";
}
