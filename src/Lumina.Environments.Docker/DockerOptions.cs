namespace Lumina.Environments.Docker;

/// <summary>Options of the container providers. They are validated when the manager is made.</summary>
public sealed class DockerOptions
{
    /// <summary>The name of the configuration section that holds them: <c>Lumina:Docker</c>.</summary>
    public const string SectionName = "Lumina:Docker";

    /// <summary>The engine, such as <c>unix:///var/run/docker.sock</c> or <c>tcp://build-7:2376</c>. Default: as Testcontainers finds it, in <c>DOCKER_HOST</c>, the current context, <c>.testcontainers.properties</c> and the usual sockets, Podman's too.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>A directory with <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>, for an engine that wants TLS, whether it is named by <see cref="Endpoint"/> or found. Default: <c>DOCKER_CERT_PATH</c> for the engine in <c>DOCKER_HOST</c> where <c>DOCKER_TLS_VERIFY</c> is 1, none for another.</summary>
    public string? CertificateDirectory { get; set; }

    /// <summary>How long what is made stays. <see cref="DockerLifetime.Environment"/> needs a durable store. Default: <see cref="DockerLifetime.Process"/>.</summary>
    public DockerLifetime Lifetime { get; set; } = DockerLifetime.Process;

    /// <summary>Whether the environments of this process share one container for each kind of database server, with a database each in it. Otherwise, and always with <see cref="DockerLifetime.Environment"/> or an engine on another machine, each database has a container of its own. Default: yes.</summary>
    public bool ShareServers { get; set; } = true;

    /// <summary>The address of the engine's machine on which ports are published. Default: <c>127.0.0.1</c> where the engine is on this machine; else all of its addresses, since a port on its loopback could not be reached from here.</summary>
    public string? PublishAddress { get; set; }

    /// <summary>The host name or address at which published ports are reached from here. Default: <c>127.0.0.1</c>, or the name in <see cref="Endpoint"/> where the engine is on another machine.</summary>
    public string? HostAddress { get; set; }

    /// <summary>What comes before the names of the images that this library chooses (<c>postgres</c>, <c>redis</c>, …), such as <c>registry.example.com/mirror</c>. Images that a spec names are taken as they are. Default: none.</summary>
    public string? ImagePrefix { get; set; }

    /// <summary>Images by the name of the type of database (<c>postgresql</c>, <c>mysql</c>, <c>redis</c>, <c>mongodb</c>, <c>dynamodb</c>, <c>sqlserver</c>), in place of the usual ones, such as <c>postgis/postgis:16-3.4</c>; with a digest (<c>…@sha256:…</c>) where it must be exactly that. A name without a tag gets the spec's version as its tag.</summary>
    public IDictionary<string, string> DatabaseImages { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The image on which .NET projects run; its tag is the project's version of .NET where it has none. Default: <c>mcr.microsoft.com/dotnet/aspnet</c>.</summary>
    public string DotnetImage { get; set; } = "mcr.microsoft.com/dotnet/aspnet";

    /// <summary>The configuration in which .NET projects are published. Default: <c>Release</c>.</summary>
    public string BuildConfiguration { get; set; } = "Release";

    /// <summary>How long getting or building an image may take, 1 second to 2 hours. Default: 15 minutes.</summary>
    public TimeSpan ImageTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a database server may take until it answers, 1 second to 10 minutes. Default: 60 seconds.</summary>
    public TimeSpan ServerStartTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a container may take to end when it is asked to before it is killed, 0 to 10 minutes. Default: 10 seconds.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a service without a health check must have run before it counts as started, 0 to 1 minute. Default: 300 ms.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How many bytes of the output of each container the engine keeps, 64 KiB to 1 GiB, where it keeps them in files. Default: 4 MiB.</summary>
    public long LogBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many connections a PostgreSQL or MySQL server takes, 10 to 10,000. Its databases share them. Default: 300.</summary>
    public int MaximumConnections { get; set; } = 300;

    /// <summary>Whether you accept the license terms of SQL Server, without which its image does not start. Default: no, and a SQL Server database is a fault.</summary>
    public bool AcceptSqlServerLicense { get; set; }

    /// <summary>Whether what a spec wants encrypted is made without, since nothing here is: the storage of databases, secured endpoints. The plan says so. Default: no, it is a fault.</summary>
    public bool AllowUnencrypted { get; set; }
}
