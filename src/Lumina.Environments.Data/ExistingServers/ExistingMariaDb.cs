using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>A MariaDB server that is there already.</summary>
internal sealed class ExistingMariaDb : ExistingServer
{
    private readonly MySqlConnectionStringBuilder _admin;
    private readonly MySqlDatabases _databases;

    public ExistingMariaDb(string name, string adminConnectionString, DatabaseServerOptions options, DatabaseServers servers)
        : base(name, options)
    {
        _admin = new MySqlConnectionStringBuilder(adminConnectionString);
        StandIn = servers.Know(name, adminConnectionString);
        _databases = servers.MySql(StandIn);
    }

    public override DatabaseType Type => DatabaseType.MySql;

    public override IServerDatabases Databases => _databases;

    public override bool KeepsSessions => true;

    protected override string Host => _admin.Server;

    protected override int Port => checked((int)_admin.Port);

    protected override string StandIn { get; }

    protected override string Scheme => "mysql";

    public override async Task<string?> FindObstacleAsync(CancellationToken cancellationToken) => await _databases.IsMariaDbAsync(cancellationToken).ConfigureAwait(false)
        ? null
        : "it is no MariaDB server, whose databases alone have comments that can say whose they are";

    protected override string ConnectionString(ServerAddress at, string database, string password) => new MySqlConnectionStringBuilder(_admin.ConnectionString)
    {
        Server = at.Host, Port = checked((uint)at.Port), Database = database, UserID = database, Password = password,
    }.ConnectionString;
}
