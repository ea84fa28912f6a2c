using System.Text.RegularExpressions;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>
/// Redis on ElastiCache: a group of one node, or of two in two zones. It speaks TLS alone, asks for a password, and is encrypted on disk, whatever the spec says. It can be reached
/// from its network only: AWS gives it no public address.
/// </summary>
internal sealed partial class ElastiCacheConfiguration : IAwsConfiguration<DatabaseSpec>
{
    public const string UsualClass = "cache.t3.micro";

    private const int Port = 6379;
    private const string User = "default";
    private const string Database = "0";

    public bool Takes(DatabaseSpec spec) => spec.Existing is null && spec.Type == DatabaseType.Redis;

    public IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec, AwsOptions options) =>
    [
        .. AwsDatabase.FindObstacles(spec),
        .. AwsDatabase.FindClassObstacles(spec, "cache.", UsualClass),
        .. AwsDatabase.FindVersionObstacles(spec, EngineVersion, "Redis on ElastiCache", "5.0.6, 6.0, 6.2, 7.0 or 7.1"),
    ];

    public IEnumerable<NotApplicableSetting> FindNotApplicable(DatabaseSpec spec)
    {
        if (spec.StorageGib is not null)
        {
            yield return new("storageGib", "Redis keeps everything in memory, whose size the class of machine says");
        }
    }

    public TimeSpan EstimateDuration(DatabaseSpec spec) => TimeSpan.FromMinutes(10);

    public Vantage ReachableFrom(DatabaseSpec spec, AwsOptions options) => Vantage.Network;

    public void Write(DatabaseSpec spec, AwsComponent component)
    {
        AwsNetwork network = AwsNetwork.For(component);
        AwsAccess access = AwsAccess.Write(component, network);
        access.AllowNetwork(Port);
        TerraformAddress subnets = AwsDatabase.WriteSubnetGroup(component, network, "aws_elasticache_subnet_group", isPublic: false);
        TerraformAddress group = component.Tagged("aws_elasticache_replication_group", "", new TerraformBlock
        {
            ["replication_group_id"] = AwsDatabase.Identifier(component),
            ["description"] = component.Name.ToString(),
            ["engine"] = "redis",
            ["engine_version"] = spec.Version is { } version ? (TerraformValue)EngineVersion(version)! : null,
            ["node_type"] = spec.InstanceClass ?? UsualClass,
            ["num_cache_clusters"] = spec.MultiAz ? 2 : 1,
            ["automatic_failover_enabled"] = spec.MultiAz,
            ["multi_az_enabled"] = spec.MultiAz,
            ["port"] = Port,
            ["subnet_group_name"] = TerraformExpression.Attribute(subnets, "name"),
            ["security_group_ids"] = access.GroupIds,
            ["at_rest_encryption_enabled"] = true,
            ["transit_encryption_enabled"] = true,
            ["auth_token"] = AwsDatabase.Password(component),
            ["snapshot_retention_limit"] = spec.BackupRetentionDays,
            ["apply_immediately"] = true,
        });
        component.Output(OutputNames.Host, TerraformExpression.Attribute(group, "primary_endpoint_address"));
        component.Output(OutputNames.Version, TerraformExpression.Attribute(group, "engine_version_actual"));
    }

    public ComponentOutputs Read(DatabaseSpec spec, AwsComponent component, AwsValues values) =>
        new DatabaseAddress(values.Get(OutputNames.Host), Port, Database, User, AwsDatabase.Password(component), values.Get(OutputNames.Version), Vantage.Network).Redis();

    /// <summary>As ElastiCache writes it: three numbers up to 5, two from 6. Null for one that it does not have.</summary>
    private static string? EngineVersion(string version) => version switch
    {
        "5" => "5.0.6",
        "6" => "6.2",
        "7" => "7.1",
        "6.0" or "6.2" or "7.0" or "7.1" => version,
        _ => Whole().IsMatch(version) ? version : null,
    };

    [GeneratedRegex(@"^[45]\.\d{1,2}\.\d{1,2}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Whole();
}
