using Docker.DotNet.Models;

namespace Lumina.Environments.Docker.Tests.Recovery;

/// <summary>A network that is there before its first container.</summary>
public sealed class SweptNetworkTests
{
    private static readonly EnvironmentSpec Shop = new("shop", "tests") { Services = [DockerLab.Web()] };

    [SkippableFact]
    [Trait("Category", "Creation")]
    public async Task It_is_made_again_where_somebody_has_removed_it_before_its_first_container()
    {
        await DockerLab.RequireAsync();
        Task removing = Task.CompletedTask;
        DockerLab? lab = null;
        await using InterceptedEngine engine = InterceptedEngine.Holding("^POST .*/containers/create", () => removing = RemoveAsync(lab!), TimeSpan.FromSeconds(2));
        await using (lab = Kept(engine.Endpoint))
        {
            TestEnvironment environment = await lab.Manager.OpenAsync(Shop);
            await removing;

            (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
            await environment.DisposeAsync();
            (await lab.LeftAsync()).Should().BeEmpty();
        }
    }

    private static DockerLab Kept(Uri endpoint) => new(
        options => (options.Endpoint, options.Lifetime) = (endpoint, DockerLifetime.Environment),
        environments => environments.Configure(options => options.AllowVolatileStore = true));

    private static async Task RemoveAsync(DockerLab lab)
    {
        foreach (NetworkResponse network in await lab.Engine.Networks.ListNetworksAsync(new NetworksListParameters()))
        {
            if (network.Labels is { } labels && labels.TryGetValue(OwnershipMarks.InstallationMark, out string? installation) && installation == lab.Installation)
            {
                await lab.Engine.Networks.DeleteNetworkAsync(network.ID);
            }
        }
    }
}
