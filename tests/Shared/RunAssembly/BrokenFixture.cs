using Lumina.Environments.InMemory;
#if XUNIT_V3
using Lumina.Environments.XunitV3;
#else
using Lumina.Environments.Xunit;
#endif

namespace Lumina.Environments.Fixtures.RunAssembly;

/// <summary>Its service cannot be made.</summary>
public sealed class BrokenFixture : EnvironmentFixture
{
    protected override EnvironmentSpec CreateSpec() => new("broken", "tests")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
        Services = [new ServiceSpec("api", ServiceSource.Project("Shop.Api")) { Settings = { ["ConnectionStrings__orders"] = Reference.ConnectionString("orders") } }],
    };

    protected override void Configure(EnvironmentsBuilder environments) => environments.UseInMemory(new InMemoryPlatform
    {
        Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Service("api"), Call = InMemoryCall.Provision, Error = "the port is taken" }),
    });
}
