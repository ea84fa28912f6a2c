using Docker.DotNet.Models;
using Lumina.Environments.Docker;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Docker;

[Trait("Category", "Soak")]
public sealed class ContainerConformanceTests : DockerConformance<ServiceSpec>
{
    protected override IComponentProvider<ServiceSpec> CreateProvider() => Get<ContainerServiceDeployer>();

    protected override ServiceSpec CreateSpec(string name) => new(name, ServiceSource.Image("lumina-test/busybox:1"))
    {
        Endpoints = [EndpointSpec.Http()],
        Container = new ContainerSettings { Command = ["sh", "-c", "trap 'exit 0' TERM; echo up; sleep 1000 & wait"] },
    };

    protected override async ValueTask<string?> ReadSettingAsync(ComponentContext context, string name, CancellationToken cancellationToken)
    {
        ContainerInspectResponse container = await Engine.Containers.InspectContainerAsync(context.ExternalName, cancellationToken);
        return container.Config!.Env!.FirstOrDefault(variable => variable.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];
    }
}
