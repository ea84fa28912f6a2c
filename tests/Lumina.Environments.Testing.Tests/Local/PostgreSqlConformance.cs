using Lumina.Environments.Local;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Local;

public abstract class PostgreSqlConformance : LocalConformance<DatabaseSpec>
{
    private string? _admin;

    protected PostgreSqlConformance() => LocalPlatform.Require(
        "postgresql", "postgres", Directory.Exists("/usr/lib/postgresql") ? [.. Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))] : []);

    // A database and its comment are two statements; what is kept has its marks before it has a server.
    protected override bool MarksFollow => Lifetime == LocalLifetime.Process;

    protected override IComponentProvider<DatabaseSpec> CreateProvider() => Local.Get<PostgreSqlProvider>();

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.PostgreSql) { Schemas = ["sales"] };

    protected override async ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _admin = context.Outputs.Find(OutputNames.AdminConnectionString)?.Reveal() ?? _admin;
        return _admin is null || Lifetime == LocalLifetime.Environment
            ? await base.CountAsync(context, cancellationToken)
            : Convert.ToInt32(await KeptValue.QueryAsync(_admin, $"SELECT count(*) FROM pg_database WHERE datname LIKE '{context.ExternalName}%'", cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    protected override ValueTask<bool> WriteAsync(ComponentContext context, string value, CancellationToken cancellationToken) => KeptValue.WriteAsync(ConnectionString(context), value, cancellationToken);

    protected override ValueTask<string?> ReadAsync(ComponentContext context, CancellationToken cancellationToken) => KeptValue.ReadAsync(ConnectionString(context), cancellationToken);

    private static string ConnectionString(ComponentContext context) => context.Outputs.Find(OutputNames.ConnectionString)!.Reveal();
}
