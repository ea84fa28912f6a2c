namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class DockerUse
{
    public static async Task OpenAsync(EnvironmentSpec spec)
    {
        // snippet: docker
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseDocker());
        await using TestEnvironment environment = await manager.OpenAsync(spec);
        // end snippet
    }

    public static void UseRemote(EnvironmentsBuilder environments)
    {
        // snippet: docker-tls
        environments.UseDocker(docker =>
        {
            docker.Endpoint = new Uri("tcp://build-7.example.com:2376");
            docker.CertificateDirectory = "/etc/lumina/build-7"; // ca.pem, cert.pem, key.pem
        });
        // end snippet
    }

    public static ServiceSpec Gateway()
    {
        // snippet: docker-settings
        ServiceSpec gateway = new("gateway", ServiceSource.Image("nginx:1.27"))
        {
            Endpoints = [EndpointSpec.Http(8080)],
            Container = new ContainerSettings
            {
                Files = [new ContainerFile("/etc/nginx/conf.d/default.conf", "server { listen 8080; location / { proxy_pass http://api:8080; } }")],
                Mounts = [ContainerMount.Bind("wwwroot", "/srv/www", readOnly: true), ContainerMount.Volume("cache", "/var/cache/nginx"), ContainerMount.Memory("/tmp")],
                MemoryMib = 128,
                User = "101:101",
                Aliases = ["www"],
            },
        };
        // end snippet
        return gateway;
    }

    public static ServiceSpec Browser()
    {
        // snippet: docker-failure-files
        ServiceSpec browser = new("browser", ServiceSource.Image("shop/browser-tests:1"))
        {
            Container = new ContainerSettings { CopyOnFailure = ["/var/log/browser", "/app/screenshots"] },
        };
        // end snippet
        return browser;
    }
}
