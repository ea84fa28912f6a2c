using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>
/// A table of DynamoDB whose items are known by <c>id</c>, a text. It is paid by request, in three zones and encrypted by AWS's key, whatever the spec says. Who may use it is a matter of IAM:
/// there is no user and no password.
/// </summary>
internal sealed class DynamoDbConfiguration : IAwsConfiguration<DatabaseSpec>
{
    public const string Key = "id";

    private const string ArnOutput = "arn";

    public bool Takes(DatabaseSpec spec) => spec.Existing is null && spec.Type == DatabaseType.DynamoDb;

    public IEnumerable<string> FindObstacles(DatabaseSpec spec, AwsOptions options) => AwsDatabase.FindObstacles(spec);

    public IEnumerable<NotApplicableSetting> FindNotApplicable(DatabaseSpec spec)
    {
        if (spec.Version is not null)
        {
            yield return new("version", "DynamoDB has no versions");
        }

        if (spec.InstanceClass is not null)
        {
            yield return new("instanceClass", "DynamoDB has no machines; it is paid by request");
        }

        if (spec.StorageGib is not null)
        {
            yield return new("storageGib", "a table of DynamoDB grows with what is in it");
        }

        if (spec.MultiAz)
        {
            yield return new("multiAz", "a table of DynamoDB is in three zones in any case");
        }
    }

    public TimeSpan EstimateDuration(DatabaseSpec spec) => TimeSpan.FromSeconds(20);

    /// <summary>The address is AWS's own, of the whole region.</summary>
    public Vantage ReachableFrom(DatabaseSpec spec, AwsOptions options) => Vantage.Everywhere;

    public void Write(DatabaseSpec spec, AwsComponent component)
    {
        TerraformAddress table = component.Tagged("aws_dynamodb_table", "", new TerraformBlock
        {
            ["name"] = component.ExternalName,
            ["billing_mode"] = "PAY_PER_REQUEST",
            ["hash_key"] = Key,
            ["attribute"] = TerraformValue.List(new TerraformBlock { ["name"] = Key, ["type"] = "S" }),
            ["point_in_time_recovery"] = spec.BackupRetentionDays == 0 ? null : TerraformValue.List(new TerraformBlock
            {
                ["enabled"] = true,
                ["recovery_period_in_days"] = spec.BackupRetentionDays,
            }),
            ["deletion_protection_enabled"] = false,
        });
        component.Output(OutputNames.DatabaseName, TerraformExpression.Attribute(table, "name"));
        component.Output(ArnOutput, TerraformExpression.Attribute(table, "arn"));
    }

    public ComponentOutputs Read(DatabaseSpec spec, AwsComponent component, AwsValues values)
    {
        Uri address = component.Options.EndpointUrl ?? new Uri($"https://dynamodb.{component.Region}.{Domain(component.Region)}");
        string table = values.Get(OutputNames.DatabaseName);
        string url = address.GetLeftPart(UriPartial.Authority);
        return ComponentOutputs.Empty
            .With(OutputNames.ConnectionString, new Secret($"ServiceURL={url};AuthenticationRegion={component.Region};TableName={table}"))
            .With(OutputNames.Url, new Secret(url))
            .With(OutputNames.Host, address.Host)
            .With(OutputNames.Port, address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .With(OutputNames.DatabaseName, table)
            .With(ArnOutput, values.Get(ArnOutput));
    }

    private static string Domain(string region) => region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
}
