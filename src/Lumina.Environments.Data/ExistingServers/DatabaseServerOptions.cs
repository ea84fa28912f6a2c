namespace Lumina.Environments.Data;

/// <summary>What is known of a database server that is there already.</summary>
public sealed class DatabaseServerOptions
{
    /// <summary>The name or address by which components in a network of their own (containers, pods) reach it. Default: null, which is that of the connection string, unless this is the machine's own loopback or socket: then they can't reach it.</summary>
    public string? NetworkHost { get; set; }

    /// <summary>The port for <see cref="NetworkHost"/>, 1 to 65,535. Default: null, which is that of the connection string.</summary>
    public int? NetworkPort { get; set; }

    /// <summary>Whether its storage is encrypted, which nobody can ask it. Default: no; a database that must be encrypted is then a fault.</summary>
    public bool IsEncrypted { get; set; }
}
