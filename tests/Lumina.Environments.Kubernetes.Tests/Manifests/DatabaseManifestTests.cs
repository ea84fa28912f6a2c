namespace Lumina.Environments.Kubernetes.Tests;

public sealed class DatabaseManifestTests
{
    [Theory]
    [InlineData("postgresql", "postgres:17", 5432, "Host=db;Port=5432;Database={name};Username={name};Password={password}", "postgresql://{name}:{password}@db:5432/{name}")]
    [InlineData("mysql", "mariadb:11.4", 3306, "Server=db;Port=3306;Database={name};User ID={name};Password={password}", "mysql://{name}:{password}@db:3306/{name}")]
    [InlineData("redis", "redis:7", 6379, "db:6379,password={password}", "redis://:{password}@db:6379/0")]
    [InlineData("mongodb", "mongo:7", 27017, "mongodb://root:{password}@db:27017/db?authSource=admin", "mongodb://root:{password}@db:27017/db?authSource=admin")]
    [InlineData("dynamodb", "amazon/dynamodb-local:latest", 8000, "http://db:8000", "dynamodb://local:{password}@db:8000/db")]
    public void A_database_is_reached_by_its_own_name_with_the_password_that_was_made_for_it(string type, string image, int port, string connectionString, string url)
    {
        DatabaseSpec spec = new("db", new DatabaseType(type));
        KubernetesComponent component = ManifestLab.Of([spec]).Write(spec);
        DatabaseManifests manifests = DatabaseManifests.Find(spec.Type)!;
        ComponentOutputs outputs = manifests.Outputs(spec, component);
        Revealed(outputs, OutputNames.ConnectionString).Should().Be(Filled(connectionString));
        Revealed(outputs, OutputNames.Url).Should().Be(Filled(url));
        outputs.Select(output => output.Name).Should().BeEquivalentTo(spec.DeclaredOutputs);
        outputs.Find(OutputNames.Host, Vantage.Host).Should().BeNull();
        SortedDictionary<string, string> values = ManifestDifference.Flatten(component);
        values["StatefulSet spec.template.spec.containers[0].image"].Should().Be(image);
        values["Service db spec.ports[0].port"].Should().Be(port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        values["StatefulSet spec.volumeClaimTemplates[0].spec.resources.requests.storage"].Should().Be("5Gi");
        values.Where(value => !value.Key.StartsWith("Secret ", StringComparison.Ordinal)).Should().NotContain(value => value.Value.Contains(ManifestLab.Password, StringComparison.Ordinal));

        string Filled(string text) => text.Replace("{name}", component.ExternalName, StringComparison.Ordinal).Replace("{password}", ManifestLab.Password, StringComparison.Ordinal);
    }

    [Fact]
    public void From_this_machine_it_is_reached_where_it_is_forwarded_to()
    {
        DatabaseSpec spec = new("db", DatabaseType.PostgreSql);
        KubernetesComponent component = ManifestLab.Of([spec]).Write(spec);
        ForwardedPort port = DatabaseManifests.Find(spec.Type)!.Ports(spec, component).Should().ContainSingle().Subject;
        (port.Name, port.Service, port.Port).Should().Be(("", "db", 5432));
        ComponentOutputs outputs = port.Outputs("127.0.0.1", 40_001);
        Revealed(outputs, OutputNames.ConnectionString, Vantage.Host).Should().StartWith("Host=127.0.0.1;Port=40001;");
        outputs.Find(OutputNames.ConnectionString, Vantage.Network).Should().BeNull();
    }

    [Theory]
    [InlineData("postgresql", "POSTGRES_USER", "postgres", "POSTGRES_PASSWORD")]
    [InlineData("mysql", null, null, "MARIADB_ROOT_PASSWORD")]
    public void A_database_with_data_is_made_by_an_administrator_with_another_password_who_is_in_no_output(string type, string? userVariable, string? user, string passwordVariable)
    {
        DatabaseSpec spec = new("db", new DatabaseType(type)) { Data = TestData.FromSqlFiles("a.sql") };
        KubernetesComponent component = ManifestLab.Of([spec]).Write(spec);
        DatabaseManifests manifests = DatabaseManifests.Find(spec.Type)!;

        Dictionary<string, string> variables = component.Objects.Single(item => item.Type == KubernetesType.Secret).Body.Texts("data")
            .ToDictionary(variable => variable.Key, variable => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(variable.Value)), StringComparer.Ordinal);
        string password = variables[passwordVariable];
        password.Should().HaveLength(64).And.NotBe(ManifestLab.Password);
        variables.GetValueOrDefault(userVariable ?? "").Should().Be(user);
        variables.Values.Should().NotContain(ManifestLab.Password, "the database's user is made later, from here");
        manifests.Outputs(spec, component).Should().NotContain(output => output.Reveal().Contains(password, StringComparison.Ordinal));
        manifests.Administrator(spec with { Data = null }, component).Should().BeNull();
    }

    [Fact]
    public void Every_database_is_what_a_restricted_namespace_lets_in()
    {
        foreach (DatabaseType type in (DatabaseType[])[DatabaseType.PostgreSql, DatabaseType.MySql, DatabaseType.Redis, DatabaseType.MongoDb, DatabaseType.DynamoDb])
        {
            DatabaseSpec spec = new("db", type);
            SortedDictionary<string, string> values = ManifestDifference.Flatten(ManifestLab.Of([spec], new KubernetesOptions { PodSecurity = "baseline" }).Write(spec));
            values["StatefulSet spec.template.spec.securityContext.runAsNonRoot"].Should().Be("true");
            values["StatefulSet spec.template.spec.securityContext.seccompProfile.type"].Should().Be("RuntimeDefault");
            values["StatefulSet spec.template.spec.securityContext.runAsUser"].Should().NotBe("0");
            values["StatefulSet spec.template.spec.securityContext.fsGroup"].Should().Be(values["StatefulSet spec.template.spec.securityContext.runAsUser"]);
            values["StatefulSet spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation"].Should().Be("false");
            values["StatefulSet spec.template.spec.containers[0].securityContext.capabilities.drop[0]"].Should().Be("ALL");
        }
    }

    [Theory]
    [InlineData("14", null, null, "postgres:14")]
    [InlineData(null, "mirror.example.com/x/", null, "mirror.example.com/x/postgres:17")]
    [InlineData("14", "mirror.example.com/x", "example/pg", "example/pg:14")]
    [InlineData(null, null, "example/pg", "example/pg:17")]
    [InlineData(null, null, "example/pg:16@sha256:abc", "example/pg:16@sha256:abc")]
    public void The_image_is_the_usual_one_or_the_one_that_the_options_say(string? version, string? prefix, string? given, string image)
    {
        DatabaseSpec spec = new("db", DatabaseType.PostgreSql) { Version = version };
        KubernetesOptions options = new() { ImagePrefix = prefix };
        if (given is not null)
        {
            options.DatabaseImages["postgresql"] = given;
        }

        ManifestDifference.Flatten(ManifestLab.Of([spec], options).Write(spec))["StatefulSet spec.template.spec.containers[0].image"].Should().Be(image);
    }

    [Fact]
    public void PostgreSql_on_Alpine_has_another_user()
    {
        DatabaseSpec spec = new("db", DatabaseType.PostgreSql) { Version = "16-alpine" };
        ManifestDifference.Flatten(ManifestLab.Of([spec]).Write(spec))["StatefulSet spec.template.spec.securityContext.runAsUser"].Should().Be("70");
    }

    [Fact]
    public void Storage_is_as_large_as_wanted_and_of_the_class_of_the_options()
    {
        DatabaseSpec spec = new("db", DatabaseType.Redis) { StorageGib = 42, Encrypted = true };
        SortedDictionary<string, string> values = ManifestDifference.Flatten(ManifestLab.Of([spec], new KubernetesOptions { StorageClass = "fast" }).Write(spec));
        values["StatefulSet spec.volumeClaimTemplates[0].spec.resources.requests.storage"].Should().Be("42Gi");
        values["StatefulSet spec.volumeClaimTemplates[0].spec.storageClassName"].Should().Be("fast");
    }

    [Fact]
    public void What_does_not_apply_is_said() => DatabaseManifests.Find(DatabaseType.MySql)!
        .FindNotApplicable(new DatabaseSpec("db", DatabaseType.MySql) { MultiAz = true, BackupRetentionDays = 3, InstanceClass = "db.t3.micro" })
        .Select(setting => setting.Setting).Should().Equal("multiAz", "backupRetentionDays", "instanceClass");

    [Fact]
    public void A_database_that_exists_is_not_made() =>
        DatabaseManifests.Find(DatabaseType.PostgreSql)!.Takes(new DatabaseSpec("db", DatabaseType.PostgreSql) { Existing = new Secret("Host=elsewhere") }).Should().BeFalse();

    private static string Revealed(ComponentOutputs outputs, string name, Vantage from = Vantage.Network) => outputs.Find(name, from)!.Reveal();
}
