using System.Globalization;
using System.Text.Json.Nodes;
using Lumina.Environments.Data;
using Lumina.Environments.Images;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>A database as a server of its own: a StatefulSet of one pod with a volume, its password in a Secret, and a Service by the spec's own name. A class for each type says what its image wants.</summary>
internal abstract class DatabaseManifests : IKubernetesManifests<DatabaseSpec>
{
    /// <summary>Where a spec says none.</summary>
    private const int UsualStorageGib = 5;
    private const string PortName = "database";
    private const string DataVolume = "data";

    public static IReadOnlyList<DatabaseManifests> All { get; } = [new PostgreSqlManifests(), new MySqlManifests(), new RedisManifests(), new MongoDbManifests(), new DynamoDbManifests()];

    public abstract int Port { get; }

    protected abstract DatabaseType Type { get; }

    /// <summary>The usual image, with the tag of the version that is taken where the spec wants none.</summary>
    protected abstract string Image { get; }

    /// <summary>Whether data can be put into it.</summary>
    protected virtual bool TakesData => true;

    /// <summary>Where the volume is mounted.</summary>
    protected abstract string DataDirectory { get; }

    /// <summary>What of the type can be made; null for none.</summary>
    public static DatabaseManifests? Find(DatabaseType type) => All.FirstOrDefault(database => database.Type == type);

    public bool Takes(DatabaseSpec spec) => spec.Existing is null && spec.Type == Type;

    public IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec, KubernetesOptions options)
    {
        if (spec.Encrypted && options.StorageClass is null && !options.AllowUnencrypted)
        {
            yield return new(
                "encrypted",
                $"The storage of '{spec.Name}' must be encrypted, and whether it is, is up to the storage class.",
                $"Name one that encrypts in {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.StorageClass)}, or allow it without by {nameof(KubernetesOptions.AllowUnencrypted)}.");
        }

        if (spec.Schemas.Count > 0 && Type != DatabaseType.PostgreSql)
        {
            yield return new("schemas", $"A database of the type {Type} has no schemas.", $"Leave them out of '{spec.Name}'.");
        }

        if (spec.Data is not null && !TakesData)
        {
            yield return new("data", $"Nothing puts data into a database of the type {Type}.", $"Leave it out of '{spec.Name}' and let the service that uses it, or the test, put it in.");
        }

        if (IsFilled(spec) && !options.ForwardPorts)
        {
            yield return new(
                spec.Data is null ? "schemas" : "data",
                $"Schemas and data reach '{spec.Name}' through a forwarded port.",
                $"Switch {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.ForwardPorts)} on, or leave them out and let the service that uses it make them.");
        }

        if (DatabaseImage.FindObstacle(spec, options) is { } obstacle)
        {
            yield return obstacle;
        }
    }

    public IEnumerable<NotApplicableSetting> FindNotApplicable(DatabaseSpec spec)
    {
        if (spec.MultiAz)
        {
            yield return new("multiAz", "there is one pod; the cluster starts it again on another node where one fails, if its volume can go there");
        }

        if (spec.BackupRetentionDays > 0)
        {
            yield return new("backupRetentionDays", "nothing outlives the environment");
        }

        if (spec.Settings.Count > 0)
        {
            yield return new("settings", "they are in the words of another platform");
        }

        if (spec.InstanceClass is not null)
        {
            yield return new("instanceClass", $"the cluster's nodes stand in for it; a database may use {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.DefaultMemory)} and {nameof(KubernetesOptions.DefaultCpu)}");
        }
    }

    public void Write(DatabaseSpec spec, KubernetesComponent component)
    {
        ImageName image = DatabaseImage.Choose(spec, Image, component.Options);
        DatabaseServer server = Server(Administrator(spec, component) ?? Account(spec, component), image);
        Workloads.AddAccount(component);
        ConfigObjects.AddSecret(component, component.ExternalName, server.Secrets);
        if (server.SecretFile is { } secretFile)
        {
            ConfigObjects.AddSecret(component, FilesName(component), [KeyValuePair.Create(secretFile.Name, secretFile.Content)]);
        }

        ComponentAccess.Write(spec, component);
        Workloads.AddService(component, spec.Name, [KeyValuePair.Create(PortName, Port)]);
        Volumes volumes = new();
        volumes.AddClaim(DataVolume, spec.StorageGib ?? UsualStorageGib, component);
        volumes.Mount(DataVolume, DataDirectory);
        if (server.SecretFile is { } file)
        {
            volumes.AddSource("files", new JsonObject { ["secret"] = new JsonObject { ["secretName"] = FilesName(component) } });
            volumes.Mount("files", file.Directory, readOnly: true);
        }

        Workloads.AddStatefulSet(component, spec.Name, Pods(server, image, volumes, component), replicas: 1);
    }

    public ComponentOutputs Outputs(DatabaseSpec spec, KubernetesComponent component) =>
        At(spec, component, spec.Name, Port, Vantage.Network).With(OutputNames.Version, DatabaseImage.Version(DatabaseImage.Choose(spec, Image, component.Options)));

    public IEnumerable<ForwardedPort> Ports(DatabaseSpec spec, KubernetesComponent component) =>
        [new ForwardedPort("", spec.Name, Port, (host, port) => At(spec, component, host, port, Vantage.Host))];

    /// <summary>Who makes database, user and schemas in the server, and what data is put in as; null where the image makes the database itself, and its user may do everything.</summary>
    public DatabaseAccount? Administrator(DatabaseSpec spec, KubernetesComponent component) => IsFilled(spec) && AdministratorName is { } name
        ? new DatabaseAccount(name, DatabaseOutputs.AdministratorPassword(Password(component), component.ExternalName), AdministratorDatabase)
        : null;

    /// <summary>What is in a server; null for a type whose servers are one database.</summary>
    public virtual IServerDatabases? Inside(DatabaseServers servers, string adminConnectionString) => null;

    /// <summary>As the type's driver for .NET reads it.</summary>
    public abstract string ConnectionString(DatabaseAccount account, string host, string port);

    /// <summary>Who may do everything in a new server; null for a type whose servers are one database.</summary>
    protected virtual string? AdministratorName => null;

    /// <summary>A database that is nobody's.</summary>
    protected virtual string AdministratorDatabase => "";

    /// <summary>The user and the database that there are. By default both have the component's name on the platform, which no engine keeps to itself.</summary>
    protected virtual DatabaseAccount Account(DatabaseSpec spec, KubernetesComponent component) => new(component.ExternalName, Password(component), component.ExternalName);

    /// <summary>How the server of the image is started.</summary>
    protected abstract DatabaseServer Server(DatabaseAccount account, ImageName image);

    /// <summary>As drivers outside .NET read it.</summary>
    protected abstract string Url(DatabaseAccount account, string host, string port);

    protected static string Password(KubernetesComponent component) => component.Credentials.TryGetValue(DatabaseSpec.PasswordCredential, out Secret? secret)
        ? secret.Reveal()
        : throw new ProviderException($"{component.Name} has no credential '{DatabaseSpec.PasswordCredential}'.");

    private static bool IsFilled(DatabaseSpec spec) => spec.Data is not null || spec.Schemas.Count > 0;

    private static string FilesName(KubernetesComponent component) => $"{component.ExternalName}-files";

    private static PodTemplate Pods(DatabaseServer server, ImageName image, Volumes volumes, KubernetesComponent component)
    {
        JsonObject container = new()
        {
            ["image"] = image.ToString(),
            ["envFrom"] = new JsonArray(new JsonObject { ["secretRef"] = new JsonObject { ["name"] = component.ExternalName } }),
            ["resources"] = ResourceNeeds.Of(new ContainerSettings(), component.Options, isScaled: false),
            ["securityContext"] = PodSecurityContexts.OfContainer(isRestricted: true, readOnlyRoot: false, bindsLowPorts: false),
            ["ports"] = new JsonArray(new JsonObject { ["containerPort"] = server.Port, ["protocol"] = "TCP" }),
            ["readinessProbe"] = server.Readiness(),
        };
        if (server.Arguments.Count > 0)
        {
            container["args"] = new JsonArray([.. server.Arguments.Select(argument => (JsonNode)KubernetesText.Literal(argument))]);
        }

        return new PodTemplate
        {
            Container = container,
            SecurityContext = PodSecurityContexts.OfPod(isRestricted: true, server.User, hasVolumes: true),
            Volumes = volumes,
            Hash = server.Hash(),
        };
    }

    private ComponentOutputs At(DatabaseSpec spec, KubernetesComponent component, string host, int port, Vantage from)
    {
        DatabaseAccount account = Account(spec, component);
        string portText = port.ToString(CultureInfo.InvariantCulture);
        return ComponentOutputs.Empty
            .With(OutputNames.ConnectionString, new Secret(ConnectionString(account, host, portText)), from)
            .With(OutputNames.Url, new Secret(Url(account, host, portText)), from)
            .With(OutputNames.Host, host, from)
            .With(OutputNames.Port, portText, from)
            .With(OutputNames.DatabaseName, account.Database, from)
            .With(OutputNames.Username, account.Username, from)
            .With(OutputNames.Password, new Secret(account.Password), from);
    }
}
