using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>A PostgreSQL server that is there already.</summary>
internal sealed class ExistingPostgreSql : ExistingServer
{
    private readonly NpgsqlConnectionStringBuilder _admin;
    private readonly PostgreSqlDatabases _databases;

    public ExistingPostgreSql(string name, string adminConnectionString, DatabaseServerOptions options, DatabaseServers servers)
        : base(name, options)
    {
        _admin = new NpgsqlConnectionStringBuilder(adminConnectionString);
        StandIn = servers.Know(name, adminConnectionString);
        _databases = servers.PostgreSql(StandIn);
    }

    public override DatabaseType Type => DatabaseType.PostgreSql;

    public override IServerDatabases Databases => _databases;

    public override bool KeepsSessions => false;

    protected override string Host => _admin.Host ?? "";

    protected override int Port => _admin.Port;

    protected override string StandIn { get; }

    protected override string Scheme => "postgresql";

    public override async Task<string?> FindObstacleAsync(CancellationToken cancellationToken) =>
        await _databases.MayMakeAsync(cancellationToken).ConfigureAwait(false) ? null : $"'{_admin.Username}' may not make databases and roles; an administrator of the server gives both with ALTER ROLE … CREATEDB CREATEROLE";

    protected override string ConnectionString(ServerAddress at, string database, string password) => new NpgsqlConnectionStringBuilder(_admin.ConnectionString)
    {
        Host = at.Host, Port = at.Port, Database = database, Username = database, Password = password,
    }.ConnectionString;
}
