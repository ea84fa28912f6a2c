using Docker.DotNet;
using Docker.DotNet.Models;
using Lumina.Environments.Docker;
using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lumina.Environments.Testing.Tests.Docker;

/// <summary>The container providers. Unless a suite says otherwise, what they make outlives its process, so that the rules of kills see all of it.</summary>
public abstract class DockerConformance<TSpec> : ProviderConformance<TSpec>, IAsyncLifetime
    where TSpec : ComponentSpec
{
    private readonly DockerClient _engine = new DockerClientBuilder().Build();
    private ServiceProvider? _services;

    // Each container takes a moment, and the engine makes them one after the other.
    protected override int Rounds => 1;

    protected override int Concurrency => 4;

    protected DockerClient Engine => _engine;

    private ServiceProvider Services => _services ??= Build();

    public async ValueTask InitializeAsync()
    {
        try
        {
            await _engine.System.PingAsync();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException or DockerApiException or System.Net.Sockets.SocketException)
        {
            bool required = (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains("docker", StringComparer.Ordinal);
            Assert.False(required, $"docker is required by LUMINA_TEST_REQUIRE, and no engine answers: {exception.Message}");
            Assert.Skip($"No Docker engine answers: {exception.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        _engine.Dispose();
        GC.SuppressFinalize(this);
    }

    protected virtual void Configure(DockerOptions options) => options.Lifetime = DockerLifetime.Environment;

    protected T Get<T>()
        where T : class => Services.GetRequiredService<T>();

    /// <summary>What bears the marks of the component: one for all that there is to be of it.</summary>
    protected override async ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        Dictionary<string, IDictionary<string, bool>> marked = new(StringComparer.Ordinal)
        {
            ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal)
            {
                [$"{OwnershipMarks.EnvironmentMark}={context.EnvironmentId}"] = true,
                [$"{OwnershipMarks.ComponentMark}={context.Component}"] = true,
            },
        };
        IList<ContainerListResponse> containers = await _engine.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = marked }, cancellationToken);
        IList<NetworkResponse> networks = await _engine.Networks.ListNetworksAsync(new NetworksListParameters { Filters = marked }, cancellationToken);
        return containers.Count + networks.Count;
    }

    private ServiceProvider Build()
    {
        ServiceCollection services = new();
        services.AddSingleton(TimeProvider).AddSingleton(LoggerFactory);
        services.AddLuminaEnvironments().UseDocker(Configure);
        services.Replace(ServiceDescriptor.Singleton(TimeProvider)).Replace(ServiceDescriptor.Singleton(LoggerFactory));
        return services.BuildServiceProvider();
    }
}
