namespace Lumina.Environments.Docker;

/// <summary>Makes MySQL databases in containers with MariaDB. The environments of this process share a server for each image, in which each has a database, a user and a password of its own; or each database has a container of its own (<see cref="DockerOptions.ShareServers"/>).</summary>
/// <remarks>
/// <para>It works with MariaDB 10.5 or later. Oracle's MySQL is refused when it answers: its databases have no comments, in which MariaDB's say whose they are. It was never run.</para>
/// <para>A shared server is started when the first database needs it and ends with the manager. Stopping a database closes its user's sessions and refuses new ones; the server serves the others meanwhile.
/// One whose container was killed is started again, on the same port and with its data, as soon as a database in it is started or made. A reset makes the database anew in its place; sessions stay open.</para>
/// <para>It was run with MariaDB 10.11, in an image that was made from Debian's packages and keeps to the official image's contract; the official image itself was never run.</para>
/// </remarks>
public sealed class DockerMySqlProvider : ServerDatabaseProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "docker-mysql";

    internal DockerMySqlProvider(DatabaseHost host, DatabaseServerKind kind, SharedDatabases shared)
        : base(host, kind, shared)
    {
    }
}
