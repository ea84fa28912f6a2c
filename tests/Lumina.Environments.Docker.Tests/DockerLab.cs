using Docker.DotNet;
using Docker.DotNet.Models;

namespace Lumina.Environments.Docker.Tests;

/// <summary>A manager on a real engine, with images that were made here, and a look at the engine that does not go through the product.</summary>
internal sealed class DockerLab : IAsyncDisposable
{
    public const string BusyBox = "lumina-test/busybox:1";
    private const string HowToGet = "No Docker engine answers. tests/docker/engine-up.sh brings one up on Debian and Ubuntu, and ./test.sh Docker does so by itself.";

    public DockerLab(Action<DockerOptions>? docker = null, Action<EnvironmentsBuilder>? configure = null)
    {
        View = new EngineView(Installation);
        Manager = EnvironmentManager.Create(environments => Configure(environments, docker, configure));
    }

    /// <summary>Is in the marks of all that is made here.</summary>
    public string Installation { get; } = $"test-{Guid.CreateVersion7():N}";

    public EnvironmentManager Manager { get; }

    /// <summary>The engine, asked directly.</summary>
    public DockerClient Engine => View.Client;

    /// <summary>A look at the engine, and what others than the product do to it.</summary>
    public EngineView View { get; }

    /// <summary>Skips the test where no engine answers, or fails it where the machine is said to have one.</summary>
    public static async Task RequireAsync()
    {
        string? problem = null;
        try
        {
            using DockerClient engine = new DockerClientBuilder().Build();
            await engine.System.PingAsync();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException or DockerApiException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            problem = Environment.GetEnvironmentVariable("LUMINA_DOCKER_MISSING") is { Length: > 0 } why ? why : exception.Message;
        }

        if (problem is not null && (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains("docker", StringComparer.Ordinal))
        {
            Assert.Fail($"docker is required by LUMINA_TEST_REQUIRE. {HowToGet} {problem}");
        }

        Skip.If(problem is not null, $"{HowToGet} {problem}");
    }

    /// <summary>A service that answers with a text over HTTP on port 8080.</summary>
    public static ServiceSpec Web(string name = "web", string text = "hello") => new(name, ServiceSource.Image(BusyBox))
    {
        Endpoints = [EndpointSpec.Http(8080)],
        HealthCheck = HealthCheckSpec.Http("/"),
        Container = new ContainerSettings { Command = ["sh", "-c", $"trap 'exit 0' TERM; mkdir -p /tmp/www; echo '{text}' > /tmp/www/index.html; echo serving; httpd -f -p 8080 -h /tmp/www & wait"] },
    };

    /// <summary>A service that answers, and another that is started after it.</summary>
    public static EnvironmentSpec Shop() => new("shop", "tests") { Services = [Web(), Web("api") with { DependsOn = [ComponentName.Service("web")] }] };

    /// <summary>The first container of a service, as the engine shows it.</summary>
    public Task<ContainerInspectResponse> InspectAsync(TestEnvironment environment, string service) =>
        Engine.Containers.InspectContainerAsync(environment.Output(ComponentName.Service(service), "container"));

    /// <summary>Runs a command in the first container of a service.</summary>
    public async Task ExecuteAsync(TestEnvironment environment, string service, params IReadOnlyList<string> command)
    {
        ContainerExecCreateResponse created = await Engine.Exec.CreateContainerExecAsync(
            environment.Output(ComponentName.Service(service), "container"), new ContainerExecCreateParameters { Cmd = [.. command], AttachStdout = true });
        using MultiplexedStream output = await Engine.Exec.StartContainerExecAsync(created.ID, new ContainerExecStartParameters());
        await output.CopyOutputToAsync(Stream.Null, Stream.Null, Stream.Null, CancellationToken.None);
    }

    /// <summary>Reads a file in a container of a service.</summary>
    public async Task<string> ReadAsync(TestEnvironment environment, string service, string path, int replica = 1)
    {
        string first = environment.Output(ComponentName.Service(service), "container");
        string container = replica == 1 ? first : $"{first}-{replica}";
        ContainerExecCreateResponse created = await Engine.Exec.CreateContainerExecAsync(container, new ContainerExecCreateParameters { Cmd = ["cat", path], AttachStdout = true });
        using MultiplexedStream output = await Engine.Exec.StartContainerExecAsync(created.ID, new ContainerExecStartParameters());
        using MemoryStream content = new();
        await output.CopyOutputToAsync(Stream.Null, content, Stream.Null, CancellationToken.None);
        return System.Text.Encoding.UTF8.GetString(content.ToArray());
    }

    /// <summary>All that is in the engine with this lab's marks: containers, networks and volumes, by kind and name.</summary>
    public Task<IReadOnlyList<string>> LeftAsync() => View.LeftAsync();

    public async ValueTask DisposeAsync()
    {
        await Manager.DisposeAsync();
        View.Dispose();
    }

    private void Configure(EnvironmentsBuilder environments, Action<DockerOptions>? docker, Action<EnvironmentsBuilder>? configure)
    {
        environments.UseDocker(options =>
        {
            options.DatabaseImages["postgresql"] = "lumina-test/postgres:15";
            options.DatabaseImages["mysql"] = "lumina-test/mariadb:10.11";
            options.DatabaseImages["redis"] = "lumina-test/redis:7";
            options.DotnetImage = "lumina-test/aspnet:10.0";
            docker?.Invoke(options);
        }).Configure(options => options.Installation = Installation);
        configure?.Invoke(environments);
    }
}
