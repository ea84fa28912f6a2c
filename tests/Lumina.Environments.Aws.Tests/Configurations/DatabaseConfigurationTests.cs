using Npgsql;

namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class DatabaseConfigurationTests
{
    private static readonly RdsConfiguration Rds = new();
    private static readonly ElastiCacheConfiguration ElastiCache = new();
    private static readonly DocumentDbConfiguration DocumentDb = new();
    private static readonly DynamoDbConfiguration DynamoDb = new();

    [Fact]
    public void PostgreSql_is_what_its_snapshot_says() => ConfigurationLab.ShouldMatch(Write(Rds, ApplicationLab.PostgreSql), "rds-postgresql");

    [Fact]
    public void MySql_for_callers_outside_is_what_its_snapshot_says() =>
        ConfigurationLab.ShouldMatch(Write(Rds, ApplicationLab.MySql, ApplicationLab.Callers("203.0.113.7/32", "2001:db8::/48", "203.0.113.7/32")), "rds-mysql-callers");

    [Fact]
    public void Redis_is_what_its_snapshot_says() => ConfigurationLab.ShouldMatch(Write(ElastiCache, ApplicationLab.Redis), "elasticache");

    [Fact]
    public void MongoDb_is_what_its_snapshot_says() => ConfigurationLab.ShouldMatch(Write(DocumentDb, ApplicationLab.DocumentDb), "documentdb");

    [Fact]
    public void A_table_is_what_its_snapshot_says() => ConfigurationLab.ShouldMatch(Write(DynamoDb, ApplicationLab.DynamoDb), "dynamodb");

    [Fact]
    public void A_table_with_settings_is_what_its_snapshot_says() => ConfigurationLab.ShouldMatch(Write(DynamoDb, ApplicationLab.KeyedTable), "dynamodb-settings");

    [Theory]
    [InlineData("hash", "id", "settings.hash: dynamodb 'events' has a setting 'hash', which there is not. There are hashKey, hashKeyType, rangeKey, rangeKeyType, billing, readUnits, writeUnits, ttlAttribute.")]
    [InlineData("hashKey", " ", "settings.hashKey: dynamodb 'events' has ' ' for 'hashKey'. A name has 1 to 255 characters.")]
    [InlineData("hashKey", "at", "settings.rangeKey: dynamodb 'events' has 'at' for both keys. Name another attribute for one of them.")]
    [InlineData("hashKeyType", "date", "settings.hashKeyType: dynamodb 'events' has 'date' for 'hashKeyType'. It is one of text, number, binary.")]
    [InlineData("billing", "free", "settings.billing: dynamodb 'events' has 'free' for 'billing'. It is one of on-demand, provisioned.")]
    [InlineData("readUnits", "0", "settings.readUnits: dynamodb 'events' has '0' for 'readUnits'. It is a number from 1 to 40000.")]
    [InlineData("ttlAttribute", "at", "settings.ttlAttribute: dynamodb 'events' has 'at' for a key and for 'ttlAttribute': when an item expires is no key. Name another attribute.")]
    public void A_setting_of_a_table_that_can_not_be_is_said(string name, string value, string obstacle)
    {
        Dictionary<string, string> settings = new(ApplicationLab.KeyedTable.Settings, StringComparer.Ordinal) { [name] = value };

        DynamoDb.FindObstacles(ApplicationLab.KeyedTable with { Settings = settings }, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Contain(obstacle);
    }

    [Fact]
    public void Settings_that_mean_nothing_without_another_are_said()
    {
        DatabaseSpec table = new("events", DatabaseType.DynamoDb) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["readUnits"] = "3", ["rangeKeyType"] = "number" } };

        DynamoDb.FindObstacles(table, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Equal(
            "settings.rangeKeyType: dynamodb 'events' has 'rangeKeyType' without a 'rangeKey'. Name the range key, or leave its type out.",
            "settings.readUnits: dynamodb 'events' has 'readUnits', and units are bought with billing 'provisioned' alone. Set that, or leave the units out.");
        Rds.FindObstacles(ApplicationLab.PostgreSql with { Settings = table.Settings }, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Contain("settings.readUnits: postgresql 'orders' has a setting 'readUnits', which there is not. There are none.");
    }

    [Fact]
    public void A_reference_to_what_a_table_does_not_have_is_said_before_anything_is_made()
    {
        ServiceSpec service = new("api", ServiceSource.Image("api:1")) { Settings = { ["USER"] = new Reference(ComponentName.Database("carts"), "username") } };
        EnvironmentSpec spec = new("shop", "team-a") { Databases = [ApplicationLab.DynamoDb], Services = [service] };

        new ConfigurationLab(spec).Write(DynamoDb, ApplicationLab.DynamoDb).Faults.Should().Equal(new SpecificationFault(
            "", "service/api refers to ${database/carts:username}, and a table of DynamoDB has no username: who may use it is a matter of IAM.", "It has connectionString, url, host, port and databaseName."));
    }

    [Fact]
    public void Without_a_network_of_its_own_it_goes_into_the_accounts() =>
        ConfigurationLab.ShouldMatch(new ConfigurationLab(new EnvironmentSpec("shop", "team-a")).Write(Rds, new DatabaseSpec("orders", DatabaseType.PostgreSql)), "rds-default-network");

    [Fact]
    public void Each_setting_changes_what_its_name_says_and_nothing_else()
    {
        DatabaseSpec plain = new("orders", DatabaseType.PostgreSql);
        string before = Write(Rds, plain).Configuration.ToString();

        Changes(plain with { Version = "16" }).Should().Equal("""+"engine_version": "16" """.TrimEnd());
        Changes(plain with { InstanceClass = "db.m5.large" }).Should().Equal("""-"instance_class": "db.t3.micro" """.TrimEnd(), """+"instance_class": "db.m5.large" """.TrimEnd());
        Changes(plain with { StorageGib = 21 }).Should().Equal("""-"allocated_storage": 20""", """+"allocated_storage": 21""");
        Changes(plain with { MultiAz = true }).Should().Equal("""-"multi_az": false""", """+"multi_az": true""");
        Changes(plain with { BackupRetentionDays = 35 }).Should().Equal("""-"backup_retention_period": 0""", """+"backup_retention_period": 35""");
        Changes(plain with { Encrypted = true }).Should().BeEmpty("the storage is encrypted in any case");

        IEnumerable<string> Changes(DatabaseSpec changed) => ApplicationLab.Difference(before, Write(Rds, changed).Configuration.ToString());
    }

    [Theory]
    [InlineData("8.0", "mysql")]
    [InlineData("11.4", "mariadb")]
    public void The_version_says_whether_MySql_is_MariaDb(string version, string engine) =>
        Write(Rds, ApplicationLab.MySql with { Version = version }).Configuration.ToString().Should().Contain($"\"engine\": \"{engine}\"").And.Contain($"\"engine_version\": \"{version}\"");

    [Theory]
    [InlineData("5", "5.0.6")]
    [InlineData("6", "6.2")]
    [InlineData("7", "7.1")]
    [InlineData("7.0", "7.0")]
    [InlineData("5.0.5", "5.0.5")]
    public void A_version_of_Redis_is_written_as_ElastiCache_has_it(string version, string written) =>
        Write(ElastiCache, ApplicationLab.Redis with { Version = version }).Configuration.ToString().Should().Contain($"\"engine_version\": \"{written}\"");

    [Fact]
    public void Others_are_told_of_PostgreSql_as_Npgsql_reads_it()
    {
        AwsComponent component = Write(Rds, ApplicationLab.PostgreSql);

        ComponentOutputs outputs = Rds.Read(ApplicationLab.PostgreSql, component, ApplicationLab.Answer(component));

        NpgsqlConnectionStringBuilder read = new(outputs.Find(OutputNames.ConnectionString, Vantage.Network)!.Secret!.Reveal());
        (read.Host, read.Port, read.Database, read.Username, read.Password, read.SslMode).Should().Be(("of-host", 5555, component.ExternalName.Replace("-", "", StringComparison.Ordinal), "lumina", ApplicationLab.Password, SslMode.Require));
        outputs.Find(OutputNames.Url, Vantage.Network)!.Secret!.Reveal().Should().Be($"postgresql://lumina:{ApplicationLab.Password}@of-host:5555/{read.Database}?sslmode=require");
        outputs.Select(output => output.Name).Should().BeEquivalentTo(ApplicationLab.PostgreSql.DeclaredOutputs);
        outputs.Should().OnlyContain(output => output.Vantage == Vantage.Network).And.OnlyContain(output => output.IsSecret || !output.Value!.Contains(ApplicationLab.Password, StringComparison.Ordinal));
    }

    [Fact]
    public void What_drivers_would_misread_is_quoted()
    {
        DatabaseAddress address = new("host", 1, "a;b", "o'x", "p;a\"s's@/:?#", "1", Vantage.Network);

        NpgsqlConnectionStringBuilder read = new(address.PostgreSql().Find(OutputNames.ConnectionString, Vantage.Network)!.Reveal());
        (read.Database, read.Username, read.Password).Should().Be(("a;b", "o'x", "p;a\"s's@/:?#"));
        Uri url = new(address.MySql().Find(OutputNames.Url, Vantage.Network)!.Reveal());
        url.UserInfo.Split(':').Select(Uri.UnescapeDataString).Should().Equal("o'x", "p;a\"s's@/:?#");
    }

    [Fact]
    public void Others_are_told_of_the_rest_in_the_forms_of_their_drivers()
    {
        Told(Rds, ApplicationLab.MySql).Should().MatchRegex($"^Server=of-host;Port=5555;Database=sga[a-z0-9]+;User ID=lumina;Password={ApplicationLab.Password};SSL Mode=Required$");
        Told(ElastiCache, ApplicationLab.Redis).Should().Be($"of-host:6379,password={ApplicationLab.Password},ssl=true");
        Told(DocumentDb, ApplicationLab.DocumentDb).Should().MatchRegex($"^mongodb://lumina:{ApplicationLab.Password}@of-host:27017/papers[a-z0-9]+\\?authSource=admin&tls=true&replicaSet=rs0&readPreference=secondaryPreferred&retryWrites=false$");
        Told(DynamoDb, ApplicationLab.DynamoDb).Should().Be("ServiceURL=https://dynamodb.eu-central-1.amazonaws.com;AuthenticationRegion=eu-central-1;TableName=of-databaseName");

        static string Told(IAwsConfiguration<DatabaseSpec> configuration, DatabaseSpec spec)
        {
            AwsComponent component = Write(configuration, spec);
            return configuration.Read(spec, component, ApplicationLab.Answer(component)).Find(OutputNames.ConnectionString, Vantage.Network)!.Secret!.Reveal();
        }
    }

    [Fact]
    public void Callers_outside_reach_what_can_have_a_public_address()
    {
        AwsOptions callers = ApplicationLab.Callers("203.0.113.7/32");
        AwsComponent component = Write(Rds, ApplicationLab.MySql, callers);

        Rds.ReachableFrom(ApplicationLab.MySql, callers).Should().Be(Vantage.Everywhere);
        Rds.Read(ApplicationLab.MySql, component, ApplicationLab.Answer(component)).Should().OnlyContain(output => output.Vantage == Vantage.Everywhere);
        Rds.ReachableFrom(ApplicationLab.MySql, new AwsOptions()).Should().Be(Vantage.Network);
        ElastiCache.ReachableFrom(ApplicationLab.Redis, callers).Should().Be(Vantage.Network);
        DocumentDb.ReachableFrom(ApplicationLab.DocumentDb, callers).Should().Be(Vantage.Network);
        DynamoDb.ReachableFrom(ApplicationLab.DynamoDb, new AwsOptions()).Should().Be(Vantage.Everywhere);
    }

    [Fact]
    public void In_a_network_without_a_way_in_nothing_is_public_whoever_calls()
    {
        NetworkSpec closed = ApplicationLab.Network with { InternetGateway = false, NatGateway = false };
        AwsComponent component = new ConfigurationLab(ApplicationLab.Environment with { Network = closed }, ApplicationLab.Callers("203.0.113.7/32")).Write(Rds, ApplicationLab.MySql);

        component.Configuration.ToString().Should().Contain("\"publicly_accessible\": false").And.NotContain("203.0.113.7");
        Rds.Read(ApplicationLab.MySql, component, ApplicationLab.Answer(component)).Should().OnlyContain(output => output.Vantage == Vantage.Network);
    }

    [Fact]
    public void One_subnet_is_too_few()
    {
        NetworkSpec small = ApplicationLab.Network with { Subnets = [new("only", "10.30.0.0/24")] };

        new ConfigurationLab(ApplicationLab.Environment with { Network = small }).Write(Rds, ApplicationLab.MySql).Faults.Should().Equal(new SpecificationFault(
            "", "database/sg--a needs two subnets in two zones, as AWS makes no database in fewer, and the environment's network has 1.", "Add subnets to the network."));
    }

    [Fact]
    public void What_is_not_built_is_said()
    {
        DatabaseSpec wrong = new("orders", DatabaseType.PostgreSql) { Schemas = ["sales"], Data = TestData.FromSqlFiles("a.sql"), InstanceClass = "cache.t3.micro", Version = "${x}", StorageGib = 5 };

        Rds.FindObstacles(wrong, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Equal(
            "schemas: Schemas are not made on AWS. Leave them out of 'orders' and let the service that uses it make them when it starts.",
            "data: No data is put into a database on AWS. Leave it out of 'orders' and let the service that uses it, or the test, put it in.",
            "instanceClass: 'cache.t3.micro' is no class of machine for postgresql on AWS: they begin with 'db.', and have a family and a size. Write one such as db.t3.micro, or leave instanceClass out for that.",
            "version: '${x}' is no version of an engine of RDS. Write numbers, such as 16, or leave version out for the one that RDS takes.",
            "storageGib: RDS has no storage under 20 GiB, and 'orders' is to have 5. Write 20 or more, or leave storageGib out for 20.");
        Rds.FindObstacles(ApplicationLab.MySql with { Version = "8" }, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Equal("version: RDS knows MySQL and MariaDB by two numbers, and '8' is one. Write 8.0, 8.4 or 11.4, say.");
        ElastiCache.FindObstacles(ApplicationLab.Redis with { Version = "8.0" }, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Equal(
            "version: Redis on ElastiCache has no version '8.0'. Write 5.0.6, 6.0, 6.2, 7.0 or 7.1, or leave version out for the one that it takes.");
        DocumentDb.FindObstacles(ApplicationLab.DocumentDb with { Version = "7" }, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Equal("version: DocumentDB has no version '7'. Write 4.0 or 5.0, or leave version out for the one that it takes.");
    }

    [Fact]
    public void What_can_be_made_is_and_what_means_nothing_is_said()
    {
        Rds.FindObstacles(ApplicationLab.PostgreSql, new AwsOptions()).Should().BeEmpty();
        ElastiCache.FindObstacles(ApplicationLab.Redis, new AwsOptions()).Should().BeEmpty();
        DocumentDb.FindObstacles(ApplicationLab.DocumentDb, new AwsOptions()).Should().BeEmpty();
        DynamoDb.FindObstacles(ApplicationLab.DynamoDb, new AwsOptions()).Should().BeEmpty();
        Rds.FindNotApplicable(ApplicationLab.PostgreSql).Should().BeEmpty();
        ElastiCache.FindNotApplicable(ApplicationLab.Redis with { StorageGib = 1 }).Select(setting => setting.Setting).Should().Equal("storageGib");
        DocumentDb.FindNotApplicable(ApplicationLab.DocumentDb with { StorageGib = 1 }).Select(setting => setting.Setting).Should().Equal("storageGib");
        DynamoDb.FindNotApplicable(ApplicationLab.DynamoDb with { Version = "1", InstanceClass = "x", StorageGib = 1, MultiAz = true }).Select(setting => setting.Setting)
            .Should().Equal("version", "instanceClass", "storageGib", "multiAz");
    }

    [Fact]
    public void Each_type_is_taken_by_one_and_what_exists_already_by_none()
    {
        IAwsConfiguration<DatabaseSpec>[] all = [Rds, ElastiCache, DocumentDb, DynamoDb];

        ApplicationLab.Environment.Databases.Should().OnlyContain(spec => all.Count(configuration => configuration.Takes(spec)) == 1);
        all.Should().OnlyContain(configuration => !configuration.Takes(new DatabaseSpec("x", DatabaseType.SqlServer)));
        ApplicationLab.Environment.Databases.Select(spec => spec with { Existing = new Secret("Host=elsewhere") }).Should().OnlyContain(spec => !all.Any(configuration => configuration.Takes(spec)));
    }

    private static AwsComponent Write(IAwsConfiguration<DatabaseSpec> configuration, DatabaseSpec spec, AwsOptions? options = null) => ApplicationLab.Lab(options).Write(configuration, spec);
}
