namespace Lumina.Environments;

/// <summary>Where an address can be reached from.</summary>
[Flags]
public enum Vantage
{
    /// <summary>From nowhere.</summary>
    None = 0,

    /// <summary>From the machine on which the test runs.</summary>
    Host = 1,

    /// <summary>From beside the other components: the environment's own network.</summary>
    Network = 2,

    /// <summary>From both.</summary>
    Everywhere = Host | Network,
}
