using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Processes;

[Trait("Category", "Local")]
public sealed class ProgramLocatorTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-tests-");
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal) { ["PATH"] = "" };

    private string At => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_highest_version_of_the_usual_places_comes_first()
    {
        string nine = Program("postgresql/9.6/bin/initdb");
        string fourteen = Program("postgresql/14/bin/initdb");
        string fifteen = Program("postgresql/15/bin/initdb");
        Directory.CreateDirectory(Path.Combine(At, "postgresql/16/bin"));

        Find(new ProgramQuery("initdb") { UsualPlaces = [$"{At}/postgresql/*/bin"] }).Found.Should().Equal(fifteen, fourteen, nine);
    }

    [Fact]
    public void The_path_comes_before_the_usual_places_and_a_variable_is_the_only_place_where_it_is_set()
    {
        string usual = Program("usual/redis-server");
        string onPath = Program("path/redis-server");
        string byVariable = Program("variable/redis-server");
        _variables["PATH"] = Path.Combine(At, "path");
        ProgramQuery query = new("redis-server") { EnvironmentVariable = "REDIS_BIN", UsualPlaces = [Path.Combine(At, "usual")] };

        Find(query).Found.Should().Equal(onPath, usual);
        _variables["REDIS_BIN"] = Path.Combine(At, "variable");
        Find(query).Found.Should().Equal(byVariable);
        _variables["REDIS_BIN"] = "/no/such";
        Find(query).DescribeMissing().Should().Be("'redis-server' was not found. Looked at: REDIS_BIN=/no/such.");
    }

    [Fact]
    public void A_given_path_is_the_only_one_looked_at()
    {
        Program("path/redis-server");
        _variables["PATH"] = Path.Combine(At, "path");
        string own = Program("own/my-redis");

        Find(new ProgramQuery("redis-server") { GivenPath = own }).Found.Should().Equal(own);
        ProgramSearch missing = Find(new ProgramQuery("redis-server") { GivenPath = "/no/such" });
        missing.Best.Should().BeNull();
        missing.DescribeMissing().Should().Be("'redis-server' was not found. Looked at: the given path /no/such.");
    }

    [Fact]
    public void A_missing_program_is_reported_with_every_place()
    {
        _variables["PATH"] = $"{At}/a:{At}/b";
        ProgramSearch search = Find(new ProgramQuery("initdb") { EnvironmentVariable = "PG_BIN", UsualPlaces = [$"{At}/none/*/bin"] });

        search.DescribeMissing().Should().Be(
            $"'initdb' was not found. Looked at: PG_BIN (not set), {At}/a (PATH), {At}/b (PATH), {At}/none/*/bin (absent).");
    }

    [Fact]
    public void A_link_is_followed_unless_its_name_means_something()
    {
        string real = Program("server/bin/initdb");
        string box = Program("server/bin/busybox");
        Directory.CreateDirectory(Path.Combine(At, "links"));
        File.CreateSymbolicLink(Path.Combine(At, "links/initdb"), real);
        File.CreateSymbolicLink(Path.Combine(At, "links/su"), box);
        _variables["PATH"] = Path.Combine(At, "links");

        Find(new ProgramQuery("initdb")).Found.Should().Equal(real);
        Find(new ProgramQuery("su")).Found.Should().Equal(Path.Combine(At, "links/su"));
    }

    [SkippableFact]
    public void A_file_that_may_not_be_executed_is_no_program()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such right.");
        string program = Program("bin/tool");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead);
        }

        Find(new ProgramQuery("tool") { UsualPlaces = [Path.Combine(At, "bin")] }).Best.Should().BeNull();
    }

    [Fact]
    public void The_runtime_that_the_host_runs_on_is_found_without_any_variable()
    {
        DotnetLocator.Find(Environment.ProcessPath, _ => null).Should().EndWith("dotnet");
    }

    private ProgramSearch Find(ProgramQuery query) => new ProgramLocator(_variables.GetValueOrDefault).Find(query);

    private string Program(string path)
    {
        string full = Path.Combine(At, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(full, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return full;
    }
}
