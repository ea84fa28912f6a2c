using System.Data.Common;

namespace Lumina.Environments.Tests.Specification;

[Trait("Category", "Creation")]
public sealed class DataSourceTests
{
    [Fact]
    public void Sources_keep_the_order_in_which_they_are_chained()
    {
        TestData data = TestData.FromSqlFiles("schema.sql").Then(TestData.FromCsvFile("orders", "orders.csv")).Then(TestData.FromJsonFile("all.json"));

        data.Sources.Should().Equal(new SqlFilesSource(["schema.sql"]), new CsvFileSource("orders", "orders.csv"), new JsonFileSource("all.json"));
        EnvironmentSpec.FromJson(Spec(data).ToJson()).Databases[0].Data.Should().Be(data);
        data.Should().Be(TestData.FromSqlFiles("schema.sql").Then(TestData.FromCsvFile("orders", "orders.csv")).Then(TestData.FromJsonFile("all.json")));
    }

    [Fact]
    public void A_delegate_is_only_its_kind_and_its_key_in_json_and_cannot_be_provisioned_from_there()
    {
        EnvironmentSpec spec = Spec(TestData.From("migrations", Nothing));
        string key = ((CodeSource)spec.Databases[0].Data!.Sources[0]).Key!;

        spec.ToJson().Should().Contain($$"""{"code":"delegate","key":"{{key}}"}""");
        spec.Validate().Should().BeEmpty();
        EnvironmentSpec read = EnvironmentSpec.FromJson(spec.ToJson());
        read.Databases[0].Data!.Sources.Should().Equal(new MissingCodeSource("delegate", key));
        read.Should().Be(spec, "the canonical form is the same");
        read.Validate().Should().ContainSingle().Which.ToString().Should()
            .StartWith("databases[0].data.sources[0].code: A source of the kind 'delegate' with the key 'migrations|").And.Contain("is code, and no JSON and no configuration can hold it. Give it in code");
    }

    [Fact]
    public void The_key_of_a_delegate_holds_the_version_of_every_assembly_that_counts()
    {
        Guid own = typeof(DataSourceTests).Module.ModuleVersionId;
        Guid other = typeof(EnvironmentSpec).Module.ModuleVersionId;

        new DelegateSource("a", Nothing, typeof(EnvironmentSpec).Assembly).Key.Should().Be($"a|{own:N}|{other:N}");
        new DelegateSource(key: null, Nothing).Key.Should().BeNull();
    }

    [Fact]
    public void Specs_differ_by_delegates_that_have_no_key()
    {
        EnvironmentSpec spec = Spec(TestData.From(Nothing));

        spec.Should().Be(Spec(TestData.From(Nothing)));
        spec.Should().NotBe(Spec(TestData.From((_, _) => throw new InvalidOperationException())));
    }

    [Fact]
    public void Every_fault_of_a_source_has_its_path()
    {
        EnvironmentSpec spec = Spec(new TestData(new SqlFilesSource([]), new SqlFilesSource(["a.sql", " "]), new CsvFileSource("", ""), new JsonFileSource(" ") { Table = "" }, new Faulty()));

        spec.Validate().Select(fault => fault.Path).Should().Equal(
            "databases[0].data.sources[0].sqlFiles",
            "databases[0].data.sources[1].sqlFiles[1]",
            "databases[0].data.sources[2].csvFile",
            "databases[0].data.sources[2].table",
            "databases[0].data.sources[3].jsonFile",
            "databases[0].data.sources[3].table",
            "databases[0].data.sources[4].rows");
        Spec(new TestData(new JsonFileSource("a"), null!)).Validate().Should().ContainSingle().Which.Path.Should().Be("databases[0].data.sources[1]");
    }

    [Fact]
    public void A_source_that_the_engine_does_not_take_is_a_fault_that_says_what_it_takes()
    {
        TestData rows = new(new SqlFilesSource(["a.sql"]), new CsvFileSource("a", "a.csv"), new JsonFileSource("a.json"), new RedisFileSource("a.redis"));
        EnvironmentSpec spec = new("shop", "payments")
        {
            Databases =
            [
                new DatabaseSpec("cache", DatabaseType.Redis) { Data = rows },
                new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = rows },
                new DatabaseSpec("other", new DatabaseType("valkey")) { Data = rows },
            ],
        };

        spec.Validate().Select(fault => fault.ToString()).Should().Equal(
            "databases[0].data.sources[0].sqlFiles: A Redis database has no tables and takes no such file. Give its data as a file of commands: redisFile, or TestData.FromRedisFile in code.",
            "databases[0].data.sources[1].csvFile: A Redis database has no tables and takes no such file. Give its data as a file of commands: redisFile, or TestData.FromRedisFile in code.",
            "databases[0].data.sources[2].jsonFile: A Redis database has no tables and takes no such file. Give its data as a file of commands: redisFile, or TestData.FromRedisFile in code.",
            "databases[1].data.sources[3].redisFile: A postgresql database takes no Redis commands. Use sqlFiles, csvFile or jsonFile.");
        Spec(TestData.FromRedisFile(" ")).Validate().Select(fault => fault.Path).Should().Contain("databases[0].data.sources[0].redisFile");
    }

    private static EnvironmentSpec Spec(TestData data) => new("shop", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = data }] };

    private static Task Nothing(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed record Faulty : CodeSource
    {
        public override string Kind => "faulty";

        public override IEnumerable<SpecificationFault> Validate() => [new SpecificationFault("rows", "-1 is out of range.", "Allowed: 0 and more.")];

        public override Task FillAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
