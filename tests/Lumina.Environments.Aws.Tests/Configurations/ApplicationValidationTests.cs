namespace Lumina.Environments.Aws.Tests;

/// <summary>The real provider reads what is written, and knows each argument.</summary>
[Trait("Category", "Terraform")]
public sealed class ApplicationValidationTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task The_provider_takes_all_databases_services_and_monitoring()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        ConfigurationLab configurations = ApplicationLab.Lab();
        ServiceSpec worker = new("worker", ServiceSource.Image("worker:1"));
        lab.Workspace.WritePart("neighbours", Neighbours.All());

        TerraformRun run = await configurations.ConfigureAsync(
            lab,
            configurations.Write(new RdsConfiguration(), ApplicationLab.PostgreSql),
            ApplicationLab.Lab(ApplicationLab.Callers("203.0.113.7/32", "2001:db8::/48")).Write(new RdsConfiguration(), ApplicationLab.MySql),
            configurations.Write(new ElastiCacheConfiguration(), ApplicationLab.Redis),
            configurations.Write(new DocumentDbConfiguration(), ApplicationLab.DocumentDb),
            configurations.Write(new DynamoDbConfiguration(), ApplicationLab.DynamoDb),
            configurations.Write(new DynamoDbConfiguration(), ApplicationLab.KeyedTable),
            configurations.Write(new EcsServiceConfiguration(), ApplicationLab.Service, ApplicationLab.Settings),
            new ConfigurationLab(new EnvironmentSpec("shop", "team-a")).Write(new EcsServiceConfiguration(), worker),
            new ConfigurationLab(new EnvironmentSpec("shop", "team-a")).Write(new RdsConfiguration(), new DatabaseSpec("plain", DatabaseType.PostgreSql)),
            configurations.Write(new MonitoringConfiguration(), ApplicationLab.Monitoring));

        (await run.ValidateAsync(CancellationToken.None)).Should().BeEmpty();
    }
}
