#if XUNIT_V3
using Lumina.Environments.XunitV3;
#else
using Lumina.Environments.Xunit;
#endif

namespace Lumina.Environments.Fixtures.RunAssembly;

/// <summary>An environment in memory, told what it does by the run's variables alone.</summary>
public sealed class MemoryFixture : EnvironmentFixture
{
#if !XUNIT_V3
    public MemoryFixture(global::Xunit.Abstractions.IMessageSink diagnostics)
        : base(diagnostics)
    {
    }
#endif

    protected override EnvironmentSpec CreateSpec() => new("memory", "tests") { Services = [new ServiceSpec("api", ServiceSource.Project("Shop.Api"))] };

    protected override void Configure(EnvironmentsBuilder environments) => environments.UseInMemory();
}
