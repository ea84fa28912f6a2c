using Lumina.Environments.ApiServers;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>How often an API server is asked, which is what it has to do besides.</summary>
public sealed class RequestsTests
{
    private const int Most = 95;

    [SkippableFact]
    [Trait("Category", "Soak")]
    public async Task An_environment_of_five_services_and_two_databases_takes_few_requests_more_than_it_has_objects()
    {
        string directory = Directory.CreateTempSubdirectory("lumina-requests-").FullName;
        await using RecordingApiServer server = new(await TestCluster.RequireAsync(), directory);
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .UseKubernetes(options =>
            {
                (options.KubeConfig, options.NamespacePrefix, options.ForwardPorts, options.DefaultUser) = (server.KubeConfig, "lumina-test", false, "1000:1000");
                (options.DefaultMemory, options.DefaultCpu) = ("16Mi", "10m");
            })
            .Configure(options => options.AllowVolatileStore = true));

        await (await manager.OpenAsync(Spec)).DisposeAsync();

        Directory.Delete(directory, recursive: true);
        server.Requests.Should().HaveCountLessThan(Most, string.Join('\n', server.Requests.GroupBy(request => $"{request.Method} {request.Path}").Select(same => $"{same.Count()} {same.Key}")));
    }

    private static EnvironmentSpec Spec => new("requests", "tests")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("cache", DatabaseType.Redis)],
        Services = [.. Enumerable.Range(1, 5).Select(number => new ServiceSpec($"api-{number}", ServiceSource.Image(Stubs.Image))
        {
            Endpoints = [EndpointSpec.Http(8080)],
            Settings = { ["ORDERS"] = Reference.ConnectionString("orders"), ["CACHE"] = Reference.ConnectionString("cache") },
        })],
    };
}
