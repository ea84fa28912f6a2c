namespace Lumina.Environments;

/// <summary>A type of service. Open: other words are allowed.</summary>
/// <param name="Name">The name, in lower case, such as <c>api</c>.</param>
public readonly record struct ServiceType(string Name)
{
    /// <summary>An API.</summary>
    public static ServiceType Api => new("api");

    /// <summary>A user interface.</summary>
    public static ServiceType Ui => new("ui");

    /// <summary>A worker.</summary>
    public static ServiceType Worker => new("worker");

    /// <summary>A scheduler.</summary>
    public static ServiceType Scheduler => new("scheduler");

    /// <summary>A cache.</summary>
    public static ServiceType Cache => new("cache");

    /// <summary>A queue.</summary>
    public static ServiceType Queue => new("queue");

    /// <summary>Storage.</summary>
    public static ServiceType Storage => new("storage");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
