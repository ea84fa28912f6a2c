namespace Lumina.Environments.Tests.Execution;

/// <summary>Who asks for an address that is not for this machine is told why, and what to do.</summary>
[Trait("Category", "Creation")]
public sealed class OutputErrorsTests
{
    private readonly ScriptedProvider<DatabaseSpec> _databases = new()
    {
        Outputs = context => ComponentOutputs.Empty.With(OutputNames.ConnectionString, context.ExternalName, Vantage.Network),
    };

    [Fact]
    public async Task An_address_within_the_network_alone_is_told_with_what_opens_it()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(_databases));
        await using TestEnvironment environment = await manager.OpenAsync(new EnvironmentSpec("shop", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] }).Soon();

        FluentActions.Invoking(() => environment.ConnectionString("orders")).Should().Throw<ComponentNotFoundException>().WithMessage(
            "database/orders has no output 'connectionString' that is reachable from here, but from its network alone: open it where its platform can, by a published port, a forwarded one, a public load balancer or an allowed caller (on AWS by AwsOptions.CallerCidrs, on Kubernetes by KubernetesOptions.ForwardPorts).");
    }
}
