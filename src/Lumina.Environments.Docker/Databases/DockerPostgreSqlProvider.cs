namespace Lumina.Environments.Docker;

/// <summary>Makes PostgreSQL databases in containers. The environments of this process share a server for each image, in which each has a database, a role and a password of its own; or each database has a container of its own (<see cref="DockerOptions.ShareServers"/>).</summary>
/// <remarks>
/// <para>A shared server is started when the first database needs it and ends with the manager. Stopping a database closes its sessions and refuses new ones; the server serves the others meanwhile.
/// One whose container was killed is started again, on the same port and with its data, as soon as a database in it is started or made.</para>
/// <para>Servers have no durability: what is committed survives the end of the container, not that of the engine's machine. The published port is on the loopback interface.</para>
/// <para>It was run with PostgreSQL 15, in an image that was made from Debian's packages and keeps to the official image's contract; the official image itself was never run.</para>
/// </remarks>
public sealed class DockerPostgreSqlProvider : ServerDatabaseProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "docker-postgresql";

    internal DockerPostgreSqlProvider(DatabaseHost host, DatabaseServerKind kind, SharedDatabases shared)
        : base(host, kind, shared)
    {
    }

    private protected override bool HasSchemas => true;
}
