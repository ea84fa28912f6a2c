namespace Lumina.Environments;

/// <summary>What is wanted of a database.</summary>
public sealed record DatabaseSpec : ComponentSpec
{
    /// <summary>The name of the credential that the core generates for a database.</summary>
    public const string PasswordCredential = "password";

    private static readonly string[] OutputsOfExisting = [OutputNames.ConnectionString];
    private static readonly string[] OutputsOfMade =
    [
        OutputNames.ConnectionString, OutputNames.Url, OutputNames.Host, OutputNames.Port, OutputNames.DatabaseName, OutputNames.Username, OutputNames.Password, OutputNames.Version,
    ];

    /// <summary>Starts a spec of a database.</summary>
    /// <param name="name">Its name in the environment: a DNS label.</param>
    /// <param name="type">Its type.</param>
    public DatabaseSpec(string name, DatabaseType type)
        : base(name) => Type = type;

    /// <inheritdoc />
    public override string Kind => ComponentKinds.Database;

    /// <summary>Its type.</summary>
    public DatabaseType Type { get; init; }

    /// <summary>The server's version, such as <c>14</c> or <c>6.2</c>; null for whatever the platform has.</summary>
    public string? Version { get; init; }

    /// <summary>The class of machine, such as <c>db.t3.medium</c>; null for the platform's smallest.</summary>
    public string? InstanceClass { get; init; }

    /// <summary>Storage in gibibytes, 1 to 65,536; null for the platform's default.</summary>
    public int? StorageGib { get; init; }

    /// <summary>Whether it has a standby in another zone. Default: no.</summary>
    public bool MultiAz { get; init; }

    /// <summary>For how many days backups are kept, 0 to 35. Default: 0, no backups.</summary>
    public int BackupRetentionDays { get; init; }

    /// <summary>Whether its storage must be encrypted. Default: no.</summary>
    public bool Encrypted { get; init; }

    /// <summary>What else is configured, in the provider's words; never a secret.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init => field = new Dictionary<string, string>(value, StringComparer.Ordinal); } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Schemas to make within the database, besides the default one.</summary>
    public IReadOnlyList<string> Schemas { get; init => field = [.. value]; } = [];

    /// <summary>What is put into it; null for nothing.</summary>
    public TestData? Data { get; init; }

    /// <summary>The connection string of a database that exists already and is used instead of making one; null to make one.</summary>
    public Secret? Existing { get; init; }

    /// <inheritdoc />
    public override IEnumerable<string>? DeclaredOutputs => Existing is not null
        ? OutputsOfExisting
        : OutputsOfMade;

    /// <inheritdoc />
    public override IEnumerable<string> Credentials => Existing is null ? [PasswordCredential] : [];

    /// <inheritdoc />
    public override IEnumerable<KeyValuePair<string, Secret>> Secrets => Existing is null ? [] : [new("existing", Existing)];
}
