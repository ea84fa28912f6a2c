using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.InMemory;

[Trait("Category", "Testing")]
[Trait("Category", "InMemory")]
[Trait("Category", "Networking")]
public sealed class InMemoryNetworkConformanceTests : InMemoryConformance<NetworkSpec>
{
    protected override IComponentProvider<NetworkSpec> CreateProvider() => new InMemoryNetworkConfigurator(Memory, TimeProvider);

    protected override NetworkSpec CreateSpec(string name) => new();
}

[Trait("Category", "Testing")]
[Trait("Category", "InMemory")]
public sealed class InMemoryInfrastructureConformanceTests : InMemoryConformance<InfrastructureSpec>
{
    protected override IComponentProvider<InfrastructureSpec> CreateProvider() => new InMemoryInfrastructureProvider(Memory, TimeProvider);

    protected override InfrastructureSpec CreateSpec(string name) => new();
}

[Trait("Category", "Testing")]
[Trait("Category", "InMemory")]
public sealed class InMemoryDatabaseConformanceTests : InMemoryConformance<DatabaseSpec>
{
    protected override IComponentProvider<DatabaseSpec> CreateProvider() => new InMemoryDatabaseProvisioner(Memory, TimeProvider);

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.PostgreSql);
}

[Trait("Category", "Testing")]
[Trait("Category", "InMemory")]
public sealed class InMemoryDataConformanceTests : InMemoryConformance<DataSpec>
{
    protected override IComponentProvider<DataSpec> CreateProvider() => new InMemoryDataSeeder(Memory, TimeProvider);

    protected override DataSpec CreateSpec(string name) => new(new DatabaseSpec(name, DatabaseType.PostgreSql), TestData.FromSqlFiles("orders.sql"));
}

[Trait("Category", "Testing")]
[Trait("Category", "InMemory")]
public sealed class InMemoryServiceConformanceTests : InMemoryConformance<ServiceSpec>
{
    protected override IComponentProvider<ServiceSpec> CreateProvider() => new InMemoryServiceDeployer(Memory, TimeProvider);

    protected override ServiceSpec CreateSpec(string name) => new(name, ServiceSource.Image("shop/api:1")) { Endpoints = [EndpointSpec.Http()] };
}

[Trait("Category", "Testing")]
[Trait("Category", "InMemory")]
[Trait("Category", "Monitoring")]
public sealed class InMemoryMonitoringConformanceTests : InMemoryConformance<MonitoringSpec>
{
    protected override IComponentProvider<MonitoringSpec> CreateProvider() => new InMemoryMonitoringConfigurator(Memory, TimeProvider);

    protected override MonitoringSpec CreateSpec(string name) => new();
}

/// <summary>With calls that take a while, so that there is something to cancel.</summary>
[Trait("Category", "Testing")]
[Trait("Category", "InMemory")]
public sealed class SlowInMemoryDatabaseConformanceTests : InMemoryConformance<DatabaseSpec>
{
    public SlowInMemoryDatabaseConformanceTests() => Memory.Faults = new InMemoryFaultScript(new InMemoryFault { Delay = TimeSpan.FromMilliseconds(5) });

    protected override IComponentProvider<DatabaseSpec> CreateProvider() => new InMemoryDatabaseProvisioner(Memory, TimeProvider);

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.Redis);
}
