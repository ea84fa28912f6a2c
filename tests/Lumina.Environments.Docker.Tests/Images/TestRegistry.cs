using Docker.DotNet.Models;

namespace Lumina.Environments.Docker.Tests.Images;

/// <summary>A registry of images in a container, which the engine reaches on its own loopback.</summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    private const string Image = "lumina-test/registry:2";
    private const string User = "shop";
    private const string Password = "test-password";

    /// <summary>That password, hashed by bcrypt.</summary>
    private const string Users = $"{User}:$2y$05$x6BN.mJUGF1pubuwNicdpOOqYGY9gigw3zsPpVBEoO9k5D/vr.nfu\n";

    private readonly DockerLab _lab;
    private readonly TestEnvironment _environment;

    private TestRegistry(DockerLab lab, TestEnvironment environment) => (_lab, _environment) = (lab, environment);

    /// <summary>Its name in that of an image.</summary>
    public string Address => _environment.Endpoint("registry").Authority;

    public static async Task<TestRegistry> StartAsync(DockerLab lab, bool wantsPassword = false)
    {
        bool isThere = (await lab.Engine.Images.ListImagesAsync(new ImagesListParameters())).Any(image => image.RepoTags?.Contains(Image) ?? false);
        Skip.IfNot(isThere, $"The engine has no image {Image}: tests/docker/make-images.sh registry:2 makes it.");
        ServiceSpec registry = new("registry", ServiceSource.Image(Image))
        {
            Endpoints = [EndpointSpec.Http(5000)],
            HealthCheck = HealthCheckSpec.Http(),
            Container = new ContainerSettings { Files = [new ContainerFile("/etc/users", Users)] },
        };
        if (wantsPassword)
        {
            registry.Settings["REGISTRY_AUTH"] = "htpasswd";
            registry.Settings["REGISTRY_AUTH_HTPASSWD_REALM"] = "tests";
            registry.Settings["REGISTRY_AUTH_HTPASSWD_PATH"] = "/etc/users";
        }

        return new TestRegistry(lab, await lab.Manager.OpenAsync(new EnvironmentSpec("registry", "tests") { Services = [registry] }));
    }

    /// <summary>Puts an image of the engine into the registry, under a name without its address, and takes that name away from the engine.</summary>
    /// <returns>The digest.</returns>
    public async Task<string> PushAsync(string image, string name)
    {
        string tag = name.Split(':')[1];
        string there = Name(name.Split(':')[0]);
        await _lab.Engine.Images.TagImageAsync(image, new ImageTagParameters { RepositoryName = there, Tag = tag });
        string digest = "";
        Progress said = new(message => digest = message.Split("digest: ") is [_, var rest] ? rest.Split(' ')[0] : digest);
        await _lab.Engine.Images.PushImageAsync(there, new ImagePushParameters { Tag = tag }, new AuthConfig { Username = User, Password = Password }, said);
        await _lab.Engine.Images.DeleteImageAsync($"{there}:{tag}", new ImageDeleteParameters());
        return digest;
    }

    /// <summary>An image's name with the registry's address.</summary>
    public string Name(string name) => $"{Address}/{name}";

    public async ValueTask DisposeAsync()
    {
        foreach (ImagesListResponse image in await _lab.Engine.Images.ListImagesAsync(new ImagesListParameters()))
        {
            // With its last tag an image loses its digests.
            string[] tags = [.. (image.RepoTags ?? []).Where(IsFromHere)];
            foreach (string name in tags.Length > 0 ? tags : [.. (image.RepoDigests ?? []).Where(IsFromHere)])
            {
                await _lab.Engine.Images.DeleteImageAsync(name, new ImageDeleteParameters());
            }
        }

        await _environment.DisposeAsync();
    }

    private bool IsFromHere(string name) => name.StartsWith($"{Address}/", StringComparison.Ordinal);

    private sealed class Progress(Action<string> onStatus) : IProgress<JSONMessage>
    {
        public void Report(JSONMessage value) => onStatus(value.Status ?? "");
    }
}
