namespace Lumina.Environments.Docker.Tests.Databases;

/// <summary>Which image a database gets, and what is said where that does not work.</summary>
[Trait("Category", "Databases")]
public sealed class DatabaseImageTests
{
    [Theory]
    [InlineData(null, null, null, "postgres:17")]
    [InlineData("15", null, null, "postgres:15")]
    [InlineData("15", null, "registry.example.com/mirror/", "registry.example.com/mirror/postgres:15")]
    [InlineData("16", "postgis/postgis", "registry.example.com", "postgis/postgis:16")]
    [InlineData(null, "registry:5000/own", null, "registry:5000/own:17")]
    [InlineData("16", "postgis/postgis:16-3.4", null, "postgis/postgis:16-3.4")]
    [InlineData(null, "postgres@sha256:abc", null, "postgres@sha256:abc")]
    public void An_image_is_chosen_by_version_option_and_prefix(string? version, string? option, string? prefix, string image) =>
        Images(option, prefix).Choose(DatabaseLab.Orders with { Version = version }, "postgres:17").Should().Be(image);

    [Theory]
    [InlineData("15", "postgres:16-alpine", true, false)]
    [InlineData("16.4", "postgres:16", false, false)]
    [InlineData("16", "postgres:16.4", false, false)]
    [InlineData("16", "postgres:latest", false, true)]
    [InlineData("16", "postgres@sha256:abc", false, true)]
    [InlineData("16", "postgres", false, false)]
    public void A_version_that_the_image_contradicts_is_a_fault_and_one_that_it_does_not_tell_is_passed_over(string version, string option, bool contradicts, bool passesOver)
    {
        DatabaseSpec spec = DatabaseLab.Orders with { Version = version };
        (Images(option).Check(spec) is not null).Should().Be(contradicts);
        (Images(option).PassedOver(spec) is not null).Should().Be(passesOver);
    }

    [SkippableFact]
    public async Task An_image_that_cannot_be_had_is_an_error_that_names_its_registry_and_what_to_do()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new(options => options.DatabaseImages["postgresql"] = "localhost:1/nowhere/postgres:15");
        Func<Task> opening = () => lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders));
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*'localhost:1/nowhere/postgres:15'*could not be pulled from 'localhost:1'*");
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task An_image_that_ends_at_its_start_is_an_error_with_its_code_and_last_lines_at_once()
    {
        await DockerLab.RequireAsync();
        await using StandIn image = await StandIn.MakeAsync("echo 'no disk'; exit 3");
        await using DockerLab lab = new(options => options.DatabaseImages["mongodb"] = image.Name);
        Func<Task> opening = () => lab.Manager.OpenAsync(DatabaseLab.Spec(new DatabaseSpec("docs", DatabaseType.MongoDb)));
        EnvironmentException failure = (await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*ended while it was starting: it exited with code 3*no disk*")).Which;
        failure.ToString().Should().NotContain("MONGO_INITDB");
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_version_that_contradicts_the_images_tag_is_a_fault_before_anything_is_made()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        Func<Task> opening = () => lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders with { Version = "16" }));
        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*'16' is wanted*lumina-test/postgres:15*");
    }

    [Fact]
    public async Task Without_an_engine_each_database_is_a_fault_that_says_how_to_get_one()
    {
        await using DockerLab lab = new(options => options.Endpoint = new Uri("unix:///nowhere/docker.sock"));
        Func<Task> opening = () => lab.Manager.OpenAsync(DatabaseLab.Spec(DatabaseLab.Orders));
        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*/nowhere/docker.sock*DOCKER_HOST*");
    }

    private static DatabaseImages Images(string? option, string? prefix = null)
    {
        DockerOptions options = new() { ImagePrefix = prefix };
        if (option is not null)
        {
            options.DatabaseImages["PostgreSql"] = option;
        }

        return new DatabaseImages(Microsoft.Extensions.Options.Options.Create(options));
    }
}
