using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>
/// MongoDB's interface on DocumentDB: a cluster of one machine, or of two in two zones. The storage is encrypted whatever the spec says, and connections are; a client must trust
/// Amazon's authority for databases (the file <c>global-bundle.pem</c>). It can be reached from its network only: AWS gives it no public address.
/// </summary>
internal sealed class DocumentDbConfiguration : IAwsConfiguration<DatabaseSpec>
{
    public const string UsualClass = "db.t3.medium";

    private const int Port = 27017;

    private static readonly string[] Versions = ["4.0.0", "5.0.0"];

    public bool Takes(DatabaseSpec spec) => spec.Existing is null && spec.Type == DatabaseType.MongoDb;

    public IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec, AwsOptions options) =>
    [
        .. AwsDatabase.FindObstacles(spec),
        .. AwsDatabase.FindClassObstacles(spec, "db.", UsualClass),
        .. AwsDatabase.FindVersionObstacles(spec, EngineVersion, "DocumentDB", "4.0 or 5.0"),
    ];

    public IEnumerable<NotApplicableSetting> FindNotApplicable(DatabaseSpec spec)
    {
        if (spec.StorageGib is not null)
        {
            yield return new("storageGib", "the storage of DocumentDB grows with what is in it");
        }
    }

    public TimeSpan EstimateDuration(DatabaseSpec spec) => TimeSpan.FromMinutes(12);

    public Vantage ReachableFrom(DatabaseSpec spec, AwsOptions options) => Vantage.Network;

    public void Write(DatabaseSpec spec, AwsComponent component)
    {
        AwsNetwork network = AwsNetwork.For(component);
        AwsAccess access = AwsAccess.Write(component, network);
        access.AllowNetwork(Port);
        TerraformAddress subnets = AwsDatabase.WriteSubnetGroup(component, network, "aws_docdb_subnet_group", isPublic: false);
        TerraformAddress cluster = component.Tagged("aws_docdb_cluster", "", new TerraformBlock
        {
            ["cluster_identifier"] = AwsDatabase.Identifier(component),
            ["engine"] = "docdb",
            ["engine_version"] = spec.Version is { } version ? (TerraformValue)EngineVersion(version)! : null,
            ["master_username"] = AwsDatabase.Username,
            ["master_password"] = AwsDatabase.Password(component),
            ["port"] = Port,
            ["db_subnet_group_name"] = TerraformExpression.Attribute(subnets, "name"),
            ["vpc_security_group_ids"] = access.GroupIds,
            ["storage_encrypted"] = true,
            ["backup_retention_period"] = Math.Max(1, spec.BackupRetentionDays),
            ["skip_final_snapshot"] = true,
            ["deletion_protection"] = false,
            ["apply_immediately"] = true,
        });
        for (int i = 1; i <= (spec.MultiAz ? 2 : 1); i++)
        {
            string role = i.ToString(CultureInfo.InvariantCulture);
            component.Tagged("aws_docdb_cluster_instance", role, new TerraformBlock
            {
                ["identifier"] = $"{AwsDatabase.Identifier(component)}-{role}",
                ["cluster_identifier"] = TerraformExpression.Attribute(cluster, "id"),
                ["instance_class"] = spec.InstanceClass ?? UsualClass,
                ["apply_immediately"] = true,
            });
        }

        component.Output(OutputNames.Host, TerraformExpression.Attribute(cluster, "endpoint"));
        component.Output(OutputNames.Version, TerraformExpression.Attribute(cluster, "engine_version"));
    }

    public ComponentOutputs Read(DatabaseSpec spec, AwsComponent component, AwsValues values) =>
        new DatabaseAddress(
            values.Get(OutputNames.Host), Port, AwsDatabase.DatabaseName(component), AwsDatabase.Username, AwsDatabase.Password(component), values.Get(OutputNames.Version), Vantage.Network).MongoDb();

    /// <summary>As DocumentDB writes it, with three numbers. Null for one that it does not have.</summary>
    private static string? EngineVersion(string version) => Array.Find(Versions, known => known == version || known.StartsWith(version + ".", StringComparison.Ordinal));
}
