using System.Globalization;
using Lumina.Environments.Data;

namespace Lumina.Environments.Docker;

/// <summary>What is to be known of a type of database that has a container for each.</summary>
/// <param name="Type">The type.</param>
/// <param name="Image">The usual image.</param>
/// <param name="Port">The port on which it listens.</param>
internal sealed record ContainerDatabaseKind(DatabaseType Type, string Image, int Port)
{
    private static readonly IReadOnlyDictionary<string, string> NoVariables = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The types that are known.</summary>
    public static IReadOnlyList<ContainerDatabaseKind> All { get; } =
    [
        new(DatabaseType.MongoDb, "mongo:7", 27017)
        {
            Username = "root",
            Variables = password => new Dictionary<string, string>(StringComparer.Ordinal) { ["MONGO_INITDB_ROOT_USERNAME"] = "root", ["MONGO_INITDB_ROOT_PASSWORD"] = password },
            ConnectionString = (at, name, password) => string.Create(CultureInfo.InvariantCulture, $"mongodb://root:{password}@{at.Host}:{at.Port}/{name}?authSource=admin"),
        },
        new(DatabaseType.DynamoDb, "amazon/dynamodb-local:latest", 8000)
        {
            Username = "local",

            // What is stopped keeps its data, which it would not in memory; all access keys see the same tables.
            Command = ["-jar", "DynamoDBLocal.jar", "-sharedDb", "-dbPath", "."],
            ConnectionString = (at, _, _) => string.Create(CultureInfo.InvariantCulture, $"http://{at.Host}:{at.Port}"),
        },
        new(DatabaseType.SqlServer, "mcr.microsoft.com/mssql/server:2022-latest", 1433)
        {
            Username = "sa",
            Database = "master",
            VersionSuffix = "-latest",
            ReadyLine = "Recovery is complete",

            // It refuses passwords that have no capital letter or sign.
            Password = credential => $"{credential}-A",
            Variables = password => new Dictionary<string, string>(StringComparer.Ordinal) { ["ACCEPT_EULA"] = "Y", ["MSSQL_SA_PASSWORD"] = password },
            ConnectionString = (at, name, password) => string.Create(CultureInfo.InvariantCulture, $"Server={at.Host},{at.Port};Database={name};User ID=sa;Password={password};TrustServerCertificate=True"),
        },
    ];

    /// <summary>The user.</summary>
    public required string Username { get; init; }

    /// <summary>How its driver for .NET wants to be told of address, database and password.</summary>
    public required Func<ServerAddress, string, string, string> ConnectionString { get; init; }

    /// <summary>The name of the database; null for the component's.</summary>
    public string? Database { get; init; }

    /// <summary>The password that comes of the component's credential.</summary>
    public Func<string, string> Password { get; init; } = static credential => credential;

    /// <summary>Environment variables of its container.</summary>
    public Func<string, IReadOnlyDictionary<string, string>> Variables { get; init; } = static _ => NoVariables;

    /// <summary>The arguments in place of the image's; empty for those.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>What the line has in it that it writes when it works; null where it works as soon as it listens.</summary>
    public string? ReadyLine { get; init; }

    /// <summary>What comes after a version in a tag.</summary>
    public string VersionSuffix { get; init; } = "";

    public ComponentOutputs Outputs(IReadOnlyList<ServerAddress> addresses, string component, string password, string version) => addresses
        .Aggregate(ComponentOutputs.Empty, (outputs, at) => DatabaseOutputs
            .At(outputs, at, ConnectionString(at, Database ?? component, password), Type.Name, Database ?? component, Username, password)
            .With(OutputNames.Url, new Secret(Url(at, Database ?? component, password)), at.From))
        .With(OutputNames.Version, version);

    /// <summary>A connection string that is none already is written as the drivers outside .NET take it.</summary>
    private string Url(ServerAddress at, string database, string password) => ConnectionString(at, database, password) is var text && text.Contains("://", StringComparison.Ordinal)
        ? text
        : string.Create(CultureInfo.InvariantCulture, $"{Type}://{Username}:{password}@{at.Host}:{at.Port}/{database}");
}
