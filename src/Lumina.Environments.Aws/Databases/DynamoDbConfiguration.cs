using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>
/// A table of DynamoDB. It is in three zones and encrypted by AWS's key, whatever the spec says. Who may use it is a matter of IAM: there is no user and no password.
/// </summary>
internal sealed class DynamoDbConfiguration : IAwsConfiguration<DatabaseSpec>
{
    private const string ArnOutput = "arn";

    /// <summary>What other databases give and a table does not have.</summary>
    private static readonly string[] Lacking = [OutputNames.Username, OutputNames.Password, OutputNames.Version];

    public bool Takes(DatabaseSpec spec) => spec.Existing is null && spec.Type == DatabaseType.DynamoDb;

    public IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec, AwsOptions options) =>
        AwsDatabase.FindObstacles(spec, DynamoDbTable.Names).Concat(new DynamoDbTable(AwsDatabase.SettingsOf(spec)).FindObstacles());

    public IEnumerable<NotApplicableSetting> FindNotApplicable(DatabaseSpec spec)
    {
        if (spec.Version is not null)
        {
            yield return new("version", "DynamoDB has no versions");
        }

        if (spec.InstanceClass is not null)
        {
            yield return new("instanceClass", "DynamoDB has no machines; write the setting billing in its place");
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
        CheckReferences(component);
        DynamoDbTable settings = new(AwsDatabase.SettingsOf(spec));
        TerraformAddress table = component.Tagged("aws_dynamodb_table", "", new TerraformBlock
        {
            ["name"] = component.ExternalName,
            ["billing_mode"] = settings.IsProvisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
            ["read_capacity"] = settings.IsProvisioned ? settings.ReadUnits : (TerraformValue?)null,
            ["write_capacity"] = settings.IsProvisioned ? settings.WriteUnits : (TerraformValue?)null,
            ["hash_key"] = settings.HashKey,
            ["range_key"] = settings.RangeKey is { } range ? range : (TerraformValue?)null,
            ["attribute"] = TerraformValue.List([.. settings.Keys.Select(key => (TerraformValue)new TerraformBlock { ["name"] = key.Name, ["type"] = key.Type })]),
            ["ttl"] = settings.TtlAttribute is { } ttl ? TerraformValue.List(new TerraformBlock { ["attribute_name"] = ttl, ["enabled"] = true }) : null,
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

    // Whoever refers to what a table does not have would wait for it in vain.
    private static void CheckReferences(AwsComponent component)
    {
        foreach (ComponentSpec other in component.Components)
        {
            if (other.References.FirstOrDefault(reference => reference.Component == component.Name && Lacking.Contains(reference.Output, StringComparer.OrdinalIgnoreCase)) is { } lacking)
            {
                component.AddFault("", $"{other.ComponentName} refers to {lacking}, and a table of DynamoDB has no {lacking.Output}: who may use it is a matter of IAM.", "It has connectionString, url, host, port and databaseName.");
            }
        }
    }

    private static string Domain(string region) => region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
}
