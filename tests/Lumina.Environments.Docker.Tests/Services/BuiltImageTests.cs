using Docker.DotNet.Models;

namespace Lumina.Environments.Docker.Tests.Services;

/// <summary>Images that are built on the way: from Dockerfiles and from .NET projects.</summary>
[Trait("Category", "Services")]
public sealed class BuiltImageTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-built-");
    private readonly List<string> _images = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        using EngineView view = new("none");
        foreach (string image in _images)
        {
            await view.Client.Images.DeleteImageAsync(image, new ImageDeleteParameters { Force = true });
        }
    }

    [SkippableFact]
    public async Task Files_are_put_into_the_image_for_which_the_name_stands_now()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        string repository = $"lumina-test/{Guid.CreateVersion7():N}";
        _images.Add($"{repository}:1");
        EnvironmentSpec spec = ServiceLab.Of(new ServiceSpec("api", ServiceSource.Image($"{repository}:1"))
        {
            Settings = { ["HEALTHY"] = "yes" },
            Container = new ContainerSettings { ReadOnlyRoot = true, Command = ["sleep", "600"], Files = [new ContainerFile("/etc/api.conf", "mode=calm\n")] },
        });

        List<string> ran = [];
        foreach (string content in (string[])[DockerLab.BusyBox, DockerLab.BusyBox, "lumina-test/health:1"])
        {
            await lab.Engine.Images.TagImageAsync(content, new ImageTagParameters { RepositoryName = repository, Tag = "1" });
            await using TestEnvironment environment = await lab.Manager.OpenAsync(spec);
            ran.Add((await lab.InspectAsync(environment, "api")).Config!.Image);
            (await lab.ReadAsync(environment, "api", "/etc/api.conf")).Should().Be("mode=calm\n");
        }

        _images.AddRange(ran.Distinct(StringComparer.Ordinal));
        ran[1].Should().Be(ran[0], "nothing has changed");
        ran[2].Should().NotBe(ran[0], "the name stands for another image");
    }

    [SkippableFact]
    public async Task A_Dockerfile_is_built_once_for_all_who_want_it_and_the_image_says_what_it_is_and_stays()
    {
        await DockerLab.RequireAsync();
        string unique = Guid.CreateVersion7().ToString("N");
        Write("Dockerfile", $"FROM {DockerLab.BusyBox} AS base\nCOPY . /content\nRUN cat /proc/sys/kernel/random/uuid > /build-id\nCMD [\"sh\", \"-c\", \"ls /content; cat /build-id; echo '-- that is all'; exec sleep 1000\"]\nFROM base AS other\n");
        Write(".dockerignore", "# what nobody needs\nnode_modules\n**/*.log\n!keep.log\n");
        Write("content.txt", unique);
        Write("keep.log", "");
        Write("drop.log", "");
        Write("node_modules/much.js", "");
        EnvironmentSpec spec = ServiceLab.Of(new ServiceSpec("api", new DockerfileSource(_folder.FullName) { Target = "base" }));
        await using DockerLab lab = new();

        TestEnvironment[] environments = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => lab.Manager.OpenAsync(spec)));

        IReadOnlyList<string>[] said = await Task.WhenAll(environments.Select(environment => environment.SaidAsync("api")));
        said[0].Take(3).Should().Equal("Dockerfile", "content.txt", "keep.log");
        said[1].Should().Equal(said[0], "both run the same image");
        string image = (await lab.InspectAsync(environments[0], "api")).Config!.Image;
        _images.Add(image);
        foreach (TestEnvironment environment in environments)
        {
            await environment.DisposeAsync();
        }

        (await lab.LeftAsync()).Should().BeEmpty();
        ImageInspectResponse kept = await lab.Engine.Images.InspectImageAsync(image);
        kept.Config!.Labels.Should().Contain("lumina-role", "image").And.Contain("lumina-source", Path.Combine(_folder.FullName, "Dockerfile"));

        Write("drop.log", "what is left out changes nothing");
        await using DockerLab next = new();
        await using TestEnvironment again = await next.Manager.OpenAsync(spec);
        (await next.InspectAsync(again, "api")).Config!.Image.Should().Be(image);
        (await again.SaidAsync("api")).Should().Equal(said[0], "the next process builds nothing");
    }

    [SkippableFact]
    public async Task A_folder_with_links_that_lead_in_circles_and_much_that_is_left_out_is_built_all_the_same()
    {
        await DockerLab.RequireAsync();
        Write("Dockerfile", $"FROM {DockerLab.BusyBox}\nCOPY . /content\nCMD [\"sh\", \"-c\", \"cd /content && find . -type f | sort; echo '-- that is all'; exec sleep 1000\"]\n");
        Write(".dockerignore", "packages\n");
        Write("a/one.txt", "1");
        Write("b/two.txt", Guid.CreateVersion7().ToString("N"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "a", "up"), _folder.FullName);
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "a", "b"), "../b");
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "b", "a"), "../a");
        Write("packages/kept/file.txt", "");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "packages", "nowhere"), "/nowhere/at/all");
        await using DockerLab lab = new();

        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(new ServiceSpec("api", ServiceSource.Dockerfile(_folder.FullName))));

        _images.Add((await lab.InspectAsync(environment, "api")).Config!.Image);
        (await environment.SaidAsync("api")).Should().Contain(["./a/one.txt", "./a/b/two.txt", "./b/two.txt", "./b/a/one.txt"]).And.NotContain(line => line.Contains("packages", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_base_that_cannot_be_had_is_named()
    {
        await DockerLab.RequireAsync();
        Write("Dockerfile", "FROM 127.0.0.1:9/nobody/has:1\n");
        await using DockerLab lab = new();

        Func<Task> opening = () => lab.Manager.OpenAsync(ServiceLab.Of(new ServiceSpec("api", ServiceSource.Dockerfile(_folder.FullName))));

        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*It builds on 127.0.0.1:9/nobody/has:1, which had to be pulled.*");
    }

    [SkippableFact]
    public async Task A_link_that_leads_nowhere_is_named()
    {
        await DockerLab.RequireAsync();
        Write("Dockerfile", $"FROM {DockerLab.BusyBox}\n");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "config.json"), "/nowhere/at/all");
        await using DockerLab lab = new();

        Func<Task> opening = () => lab.Manager.OpenAsync(ServiceLab.Of(new ServiceSpec("api", ServiceSource.Dockerfile(_folder.FullName))));

        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*config.json*leave it out in the .dockerignore*");
    }

    [SkippableFact]
    public async Task A_Dockerfile_is_built_anew_when_the_name_that_it_builds_on_stands_for_another_image()
    {
        await DockerLab.RequireAsync();
        await using DockerLab lab = new();
        string repository = $"lumina-test/{Guid.CreateVersion7():N}";
        _images.Add($"{repository}:1");
        Write("Dockerfile", $"FROM {repository}:1 AS base\nFROM base\nCMD [\"sleep\", \"600\"]\n");

        List<string> ran = [];
        foreach (string content in (string[])[DockerLab.BusyBox, DockerLab.BusyBox, "lumina-test/health:1"])
        {
            await lab.Engine.Images.TagImageAsync(content, new ImageTagParameters { RepositoryName = repository, Tag = "1" });
            await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(new ServiceSpec("api", ServiceSource.Dockerfile(_folder.FullName)) { HealthCheck = HealthCheckSpec.Command("true") }));
            ran.Add((await lab.InspectAsync(environment, "api")).Config!.Image);
        }

        _images.AddRange(ran.Distinct(StringComparer.Ordinal));
        ran[1].Should().Be(ran[0], "nothing has changed");
        ran[2].Should().NotBe(ran[0], "the name stands for another image");
    }

    [Fact]
    public async Task What_is_being_built_ends_with_whoever_builds()
    {
        await using Projects.SharedBuilds builds = new();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool ended = false;
        Task<string> building = builds.GetAsync(
            "api",
            async ending =>
            {
                begun.SetResult();
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ending);
                }
                finally
                {
                    ended = true;
                }

                return "";
            },
            CancellationToken.None);
        await begun.Task;

        await builds.DisposeAsync();

        ended.Should().BeTrue();
        await FluentActions.Awaiting(() => building).Should().ThrowAsync<OperationCanceledException>();
        await FluentActions.Awaiting(() => builds.GetAsync("api", _ => Task.FromResult(""), CancellationToken.None)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [SkippableFact]
    public async Task A_build_that_fails_is_reported_with_its_last_lines()
    {
        await DockerLab.RequireAsync();
        Write("Dockerfile", $"FROM {DockerLab.BusyBox}\nRUN echo looking for the compiler && exit 7\n");
        await using DockerLab lab = new();

        EnvironmentException error = (await FluentActions.Awaiting(() => lab.Manager.OpenAsync(ServiceLab.Of(new ServiceSpec("api", ServiceSource.Dockerfile(_folder.FullName))))).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Contain($"Building the image of {Path.Combine(_folder.FullName, "Dockerfile")} failed").And.Contain("returned a non-zero code: 7").And.Contain("looking for the compiler");
        (await lab.LeftAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_project_is_published_and_runs_on_the_dotnet_image()
    {
        await DockerLab.RequireAsync();
        Write("Hello.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><NuGetAudit>false</NuGetAudit></PropertyGroup></Project>""");
        Write("Program.cs", """
            WebApplication app = WebApplication.CreateSlimBuilder().Build();
            app.MapGet("/", () => "hello from a project");
            app.Run();
            """);
        await using DockerLab lab = new();
        ServiceSpec spec = new("api", ServiceSource.Project(_folder.FullName)) { Endpoints = [EndpointSpec.Http()], HealthCheck = HealthCheckSpec.Http() };

        await using TestEnvironment environment = await lab.Manager.OpenAsync(ServiceLab.Of(spec));

        using HttpClient http = environment.CreateHttpClient("api");
        (await http.GetStringAsync("/")).Should().Be("hello from a project");
        _images.Add((await lab.InspectAsync(environment, "api")).Config!.Image);
    }

    [Theory]
    [InlineData("bin/a.dll", true, "a folder by its name")]
    [InlineData("src/bin/a.dll", false, "it is anchored at the top")]
    [InlineData("src/deep/obj/a.json", true, "folders at any depth")]
    [InlineData("obj/a.json", true, "none is a depth")]
    [InlineData("a.log", true, "a star")]
    [InlineData("src/a.log", false, "a star stays in its folder")]
    [InlineData("keep.log", false, "an exception")]
    [InlineData("a1.txt", true, "a question mark")]
    [InlineData("Dockerfile", false, "nothing names it")]
    public void What_a_dockerignore_leaves_out_is_told_by_its_last_rule_that_fits(string path, bool leftOut, string reason) =>
        IgnoreRules.Of("# comment", "/bin/", "**/obj", "*.log", "!keep.log", "a?.txt").LeavesOut(path).Should().Be(leftOut, reason);

    private void Write(string path, string content)
    {
        string file = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
