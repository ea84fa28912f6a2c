namespace Lumina.Environments.Aws;

/// <summary>Backups of the machines by AWS Backup: a plan, a vault of its own, and a role that may make them. With the environment the vault goes, and all that is in it.</summary>
internal static class BackupConfiguration
{
    private const string Role = "backup";
    private const string ResourceTag = "aws:ResourceTag/";

    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    public static void Write(BackupSpec backup, AwsComponent component)
    {
        TerraformAddress vault = component.Tagged("aws_backup_vault", "", new TerraformBlock { ["name"] = component.PlatformName("", 50), ["force_destroy"] = true });
        TerraformAddress plan = component.Tagged("aws_backup_plan", "", new TerraformBlock
        {
            ["name"] = component.PlatformName("", 50),
            ["rule"] = TerraformValue.List(new TerraformBlock
            {
                ["rule_name"] = "backup",
                ["target_vault_name"] = TerraformExpression.Attribute(vault, "name"),
                ["schedule"] = BackupSchedule.ToAws(backup.Schedule ?? BackupSchedule.Default),
                ["lifecycle"] = TerraformValue.List(new TerraformBlock { ["delete_after"] = backup.RetentionDays }),
                ["recovery_point_tags"] = TerraformValue.MapOf(component.AllTags(vault, "")),
            }),
        });
        component.Untagged("aws_backup_selection", "", new TerraformBlock
        {
            ["name"] = component.PlatformName("", 50),
            ["plan_id"] = TerraformExpression.Attribute(plan, "id"),
            ["iam_role_arn"] = TerraformExpression.Attribute(WriteRole(component, out TerraformValue partition), "arn"),
            ["resources"] = TerraformValue.List(TerraformExpression.Join("arn:", partition, ":ec2:*:*:instance/*")),
            ["condition"] = TerraformValue.List(new TerraformBlock
            {
                ["string_equals"] = TerraformValue.List(
                    Tag(OwnershipMarks.EnvironmentMark, component.Marks.EnvironmentId.Value),
                    Tag(OwnershipMarks.ComponentMark, component.Name.ToString())),
            }),
        });
    }

    private static TerraformAddress WriteRole(AwsComponent component, out TerraformValue partition)
    {
        partition = TerraformExpression.DataAttribute(component.Data("aws_partition", Role, []), "partition");
        TerraformAddress role = component.Tagged("aws_iam_role", Role, new TerraformBlock { ["name"] = component.PlatformName(Role, 64), ["assume_role_policy"] = Trust });
        component.Untagged("aws_iam_role_policy_attachment", Role, new TerraformBlock
        {
            ["role"] = TerraformExpression.Attribute(role, "name"),
            ["policy_arn"] = TerraformExpression.Join("arn:", partition, ":iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"),
        });
        return role;
    }

    private static TerraformValue Tag(string name, string value) => new TerraformBlock { ["key"] = ResourceTag + name, ["value"] = value };
}
