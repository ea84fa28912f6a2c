using Lumina.Environments.Docker;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Docker;

/// <summary>Databases in containers, with images that were made here.</summary>
public abstract class DockerDatabaseConformance : DockerConformance<DatabaseSpec>
{
    protected virtual DockerLifetime Lifetime => DockerLifetime.Environment;

    // A database and its comment are two statements.
    protected override bool MarksFollow => Lifetime == DockerLifetime.Process;

    protected override TimeSpan Patience => TimeSpan.FromMinutes(2);

    protected override void Configure(DockerOptions options)
    {
        options.Lifetime = Lifetime;
        options.DatabaseImages["postgresql"] = "lumina-test/postgres:15";
        options.DatabaseImages["mysql"] = "lumina-test/mariadb:10.11";
        options.DatabaseImages["redis"] = "lumina-test/redis:7";
    }

    protected static string ConnectionString(ComponentContext context) => context.Outputs.Find(OutputNames.ConnectionString)!.Reveal();

    /// <summary>What is in a server that is shared bears no labels of its own.</summary>
    protected override ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken) =>
        Lifetime == DockerLifetime.Process ? ValueTask.FromResult<int?>(null) : base.CountAsync(context, cancellationToken);
}
