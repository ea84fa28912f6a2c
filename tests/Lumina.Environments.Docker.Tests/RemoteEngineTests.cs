namespace Lumina.Environments.Docker.Tests;

/// <summary>An engine that is reached as one on another machine is: at an address, over TLS.</summary>
public sealed class RemoteEngineTests
{
    [SkippableFact]
    [Trait("Category", "Creation")]
    public async Task An_environment_on_an_engine_at_an_address_is_reached_there_and_leaves_nothing()
    {
        await DockerLab.RequireAsync();
        await using TlsEngine engine = TlsEngine.Start();
        await using DockerLab lab = new(options => (options.Endpoint, options.CertificateDirectory) = (engine.Endpoint, engine.Directory));
        EnvironmentSpec spec = DockerLab.Shop() with { Databases = [new DatabaseSpec("cache", DatabaseType.Redis)] };
        await using (TestEnvironment environment = await lab.Manager.OpenAsync(spec))
        {
            using HttpClient http = environment.CreateHttpClient("web");
            http.BaseAddress!.Host.Should().Be(engine.Endpoint.Host);
            (await http.GetStringAsync("/")).Trim().Should().Be("hello");
            environment.ConnectionString("cache").Should().StartWith($"{engine.Endpoint.Host}:");

            await environment.StopAsync();
            await environment.StartAsync();

            (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
        }

        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    [Trait("Category", "Creation")]
    public async Task Certificates_that_the_engine_does_not_know_are_a_fault_that_says_where_they_come_from()
    {
        await DockerLab.RequireAsync();
        await using TlsEngine engine = TlsEngine.Start();
        engine.Forge();
        await using DockerLab lab = new(options => (options.Endpoint, options.CertificateDirectory) = (engine.Endpoint, engine.Directory));

        InvalidEnvironmentSpecException refused = (await FluentActions.Awaiting(() => lab.Manager.OpenAsync(DockerLab.Shop())).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;

        refused.Message.Should().Contain(engine.Endpoint.Authority).And.Contain("certificates").And.Contain("CertificateDirectory");
    }

    [Theory]
    [Trait("Category", "Creation")]
    [InlineData(false, "it has no ca.pem")]
    [InlineData(true, "they cannot be used: ")]
    public void A_directory_without_certificates_is_refused_when_the_manager_is_made(bool hasFiles, string problem)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lumina-certificates-");
        try
        {
            foreach (string file in hasFiles ? (string[])["ca.pem", "cert.pem", "key.pem"] : [])
            {
                File.WriteAllText(Path.Combine(folder.FullName, file), "none");
            }

            FluentActions.Invoking(() => EnvironmentManager.Create(environments => environments.UseDocker(options => options.CertificateDirectory = folder.FullName)))
                .Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage($"*'{folder.FullName}': {problem}*");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
