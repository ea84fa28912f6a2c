using System.Net;
using System.Net.Sockets;
using Lumina.Environments.Docker.Tests.Databases;

namespace Lumina.Environments.Docker.Tests.Images;

/// <summary>Images that the engine does not have come from a registry, and what is said where they do not.</summary>
[Trait("Category", "Creation")]
public sealed class PullTests
{
    [SkippableFact]
    public async Task Images_are_pulled_by_tag_by_digest_and_from_the_registry_that_the_prefix_names()
    {
        await DockerLab.RequireAsync();
        await using DockerLab host = new();
        await using TestRegistry registry = await TestRegistry.StartAsync(host);
        string digest = await registry.PushAsync(DockerLab.BusyBox, "shop/web:1");
        await using StandIn database = await StandIn.MakeAsync("while true; do nc -l -p 27017 -e cat; done & wait");
        await registry.PushAsync(database.Name, "mirror/mongo:7");
        await using DockerLab lab = new(options => options.ImagePrefix = registry.Name("mirror"));

        await using TestEnvironment environment = await lab.Manager.OpenAsync(new EnvironmentSpec("lab", "tests")
        {
            Databases = [new DatabaseSpec("docs", DatabaseType.MongoDb)],
            Services =
            [
                DockerLab.Web("tagged") with { Sources = [ServiceSource.Image(registry.Name("shop/web:1"))] },
                DockerLab.Web("exact") with { Sources = [ServiceSource.Image(registry.Name($"shop/web@{digest}"))] },
            ],
        });

        digest.Should().StartWith("sha256:");
        (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        (await lab.InspectAsync(environment, "tagged")).Config!.Image.Should().Be(registry.Name("shop/web:1"));
        (await lab.InspectAsync(environment, "exact")).Config!.Image.Should().Be(registry.Name($"shop/web@{digest}"));
    }

    [SkippableFact]
    public async Task A_tag_that_a_registry_does_not_have_and_a_password_that_it_wants_are_errors_that_name_it_and_where_credentials_come_from()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        await using TestRegistry open = await TestRegistry.StartAsync(lab);
        await using TestRegistry closed = await TestRegistry.StartAsync(lab, wantsPassword: true);

        string[] messages = await Task.WhenAll(RefusalAsync(lab, open.Name("shop/web:9")), RefusalAsync(lab, closed.Name("shop/web:1")));

        messages[0].Should().Contain($"could not be pulled from '{open.Address}': ").And.Contain("has no such tag or digest").And.NotContain("Its credentials");
        messages[1].Should().Contain($"could not be pulled from '{closed.Address}': ").And.Contain("Log in to its registry with 'docker login'").And.Contain("Its credentials: ").And.Contain("config.json");
    }

    [SkippableFact]
    public async Task A_pull_that_takes_too_long_is_given_up_and_says_so()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new(options => options.ImageTimeout = TimeSpan.FromSeconds(1));
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();

        (await RefusalAsync(lab, $"{silent.LocalEndpoint}/shop/web:1")).Should().Contain("was not pulled within 00:00:01 (DockerOptions.ImageTimeout)");

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_pull_can_be_cancelled_and_nothing_is_left()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using CancellationTokenSource cancelling = new();
        Task opening = lab.Manager.OpenAsync(Web($"{silent.LocalEndpoint}/shop/web:1"), cancelling.Token);
        using TcpClient asked = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(1));

        await cancelling.CancelAsync();

        await FluentActions.Awaiting(() => opening).Should().ThrowAsync<OperationCanceledException>();
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(null, "there is no '*config.json'.")]
    [InlineData("""{"credHelpers":{"registry:5000":"own"},"credsStore":"all"}""", "the helper 'docker-credential-own', which '*config.json' names for it.")]
    [InlineData("""{"credHelpers":{"other":"own"},"credsStore":"all"}""", "the helper 'docker-credential-all', which '*config.json' names for every registry.")]
    [InlineData("""{"auths":{"https://registry:5000/":{"auth":"c2VjcmV0"}}}""", "'*config.json' has some for it.")]
    [InlineData("""{"auths":{"registry":{"auth":"c2VjcmV0"}}}""", "'*config.json' has none for it.")]
    [InlineData("{", "'*config.json' cannot be read: *")]
    public void It_is_told_where_the_credentials_of_a_registry_come_from(string? configuration, string told)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lumina-credentials-");
        try
        {
            if (configuration is not null)
            {
                File.WriteAllText(Path.Combine(folder.FullName, "config.json"), configuration);
            }

            RegistryCredentials.Describe("registry:5000", name => name == "DOCKER_CONFIG" ? folder.FullName : null).Should().Match($"Its credentials: {told}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RefusalAsync(DockerLab lab, string image)
    {
        return (await FluentActions.Awaiting(() => lab.Manager.OpenAsync(Web(image))).Should().ThrowAsync<EnvironmentException>()).Which.Message;
    }

    private static EnvironmentSpec Web(string image) => new("lab", "tests") { Services = [DockerLab.Web() with { Sources = [ServiceSource.Image(image)] }] };
}
