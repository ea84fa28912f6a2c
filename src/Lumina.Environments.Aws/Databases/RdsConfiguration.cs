using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>
/// PostgreSQL, MySQL and MariaDB on RDS. The storage is encrypted whatever the spec says, and connections are. Callers outside reach it where the options name them
/// and the network has two public subnets and an internet gateway; everybody in the network does in any case.
/// </summary>
internal sealed class RdsConfiguration : IAwsConfiguration<DatabaseSpec>
{
    public const string UsualClass = "db.t3.micro";
    public const int UsualStorageGib = 20;

    /// <summary>Terraform's type for what says whether an instance runs.</summary>
    public const string StateType = "aws_rds_instance_state";

    private const int MinimumStorageGib = 20;
    private const string Instance = "aws_db_instance";

    public bool Takes(DatabaseSpec spec) => spec.Existing is null && RdsEngine.Takes(spec.Type);

    public IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec, AwsOptions options) =>
    [
        .. AwsDatabase.FindObstacles(spec),
        .. AwsDatabase.FindClassObstacles(spec, "db.", UsualClass),
        .. RdsEngine.FindObstacles(spec),
        .. FindStorageObstacles(spec),
    ];

    public IEnumerable<NotApplicableSetting> FindNotApplicable(DatabaseSpec spec) => [];

    public TimeSpan EstimateDuration(DatabaseSpec spec) => TimeSpan.FromMinutes(spec.MultiAz ? 15 : 7);

    public Vantage ReachableFrom(DatabaseSpec spec, AwsOptions options) => options.CallerCidrs.Count > 0 ? Vantage.Everywhere : Vantage.Network;

    public void Write(DatabaseSpec spec, AwsComponent component)
    {
        AwsNetwork network = AwsNetwork.For(component);
        RdsEngine engine = RdsEngine.Of(spec);
        bool isPublic = AwsDatabase.IsPublic(component);
        if (spec.MustBeReachableFrom.HasFlag(Vantage.Host) && !isPublic && component.Options.CallerCidrs.Count > 0)
        {
            component.AddFault("mustBeReachableFrom", "it must be reachable from Host, and the environment's network has no way in for a caller.", "Give the network an internetGateway and two public subnets, or leave it out.");
        }

        AwsAccess access = AwsAccess.Write(component, network);
        access.AllowNetwork(engine.Port);
        if (isPublic)
        {
            access.AllowCallers(engine.Port);
        }

        TerraformAddress subnets = AwsDatabase.WriteSubnetGroup(component, network, "aws_db_subnet_group", isPublic);
        TerraformAddress instance = component.Tagged(Instance, "", new TerraformBlock
        {
            ["identifier"] = AwsDatabase.Identifier(component),
            ["engine"] = engine.Name,
            ["engine_version"] = spec.Version is { } version ? (TerraformValue)version : null,
            ["instance_class"] = spec.InstanceClass ?? UsualClass,
            ["allocated_storage"] = spec.StorageGib ?? UsualStorageGib,
            ["storage_type"] = "gp3",
            ["storage_encrypted"] = true,
            ["multi_az"] = spec.MultiAz,
            ["db_name"] = AwsDatabase.DatabaseName(component),
            ["username"] = AwsDatabase.Username,
            ["password"] = AwsDatabase.Password(component),
            ["port"] = engine.Port,
            ["db_subnet_group_name"] = TerraformExpression.Attribute(subnets, "name"),
            ["vpc_security_group_ids"] = access.GroupIds,
            ["publicly_accessible"] = isPublic,
            ["backup_retention_period"] = spec.BackupRetentionDays,
            ["copy_tags_to_snapshot"] = true,
            ["delete_automated_backups"] = true,
            ["skip_final_snapshot"] = true,
            ["deletion_protection"] = false,
            ["apply_immediately"] = true,
            ["depends_on"] = isPublic ? network.WayIn : null,
        });
        component.Untagged(StateType, "", new TerraformBlock
        {
            ["count"] = component.OnceStopped(),
            ["identifier"] = TerraformExpression.Attribute(instance, "identifier"),
            ["state"] = component.WhenStopped("stopped", "available"),
        });
        component.Output(OutputNames.Host, TerraformExpression.Attribute(instance, "address"));
        component.Output(OutputNames.Port, TerraformExpression.Attribute(instance, "port"));
        component.Output(OutputNames.Version, TerraformExpression.Attribute(instance, "engine_version_actual"));
    }

    public ComponentOutputs Read(DatabaseSpec spec, AwsComponent component, AwsValues values)
    {
        DatabaseAddress address = new(
            values.Get(OutputNames.Host),
            int.Parse(values.Get(OutputNames.Port), CultureInfo.InvariantCulture),
            AwsDatabase.DatabaseName(component),
            AwsDatabase.Username,
            AwsDatabase.Password(component),
            values.Get(OutputNames.Version),
            AwsDatabase.IsPublic(component) ? Vantage.Everywhere : Vantage.Network);
        return spec.Type == DatabaseType.PostgreSql ? address.PostgreSql() : address.MySql();
    }

    private static IEnumerable<SpecificationFault> FindStorageObstacles(DatabaseSpec spec)
    {
        if (spec.StorageGib is < MinimumStorageGib)
        {
            yield return new(
                "storageGib",
                string.Create(CultureInfo.InvariantCulture, $"RDS has no storage under {MinimumStorageGib} GiB, and '{spec.Name}' is to have {spec.StorageGib}."),
                $"Write {MinimumStorageGib} or more, or leave storageGib out for {UsualStorageGib}.");
        }
    }
}
