using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>The part of a configuration that belongs to no component: the provider, with the tags that everything bears.</summary>
internal static class AwsMainPart
{
    /// <summary>The output that tells which expiry was applied last.</summary>
    public const string ExpiryOutput = "lumina_expires_at";

    /// <summary>The name of the value that holds the expiry for all parts.</summary>
    public const string ExpiryLocal = "lumina_expires_at";

    /// <summary>The name of the value that holds the installation: it is always the same, and in every configuration.</summary>
    public const string InstallationLocal = "lumina_installation";

    /// <summary>Refuses to go on with what another installation has made.</summary>
    /// <exception cref="ProviderException">It is another's.</exception>
    [SupportedOSPlatform("linux")]
    public static void RequireSameInstallation(TerraformWorkspace workspace, OwnershipMarks marks)
    {
        if (workspace.ReadPartLocal(TerraformWorkspace.MainPart, InstallationLocal) is { } installation && installation != TerraformExpression.Escape(marks.Installation))
        {
            throw new ProviderException($"the environment {marks.EnvironmentId} was made by the installation '{installation}', and this is '{marks.Installation}': nothing was done. Use EnvironmentManagerOptions.Installation '{installation}'");
        }
    }

    public static TerraformJson Create(TerraformProvider provider, string region, OwnershipMarks marks, IReadOnlyDictionary<string, string> tags, AwsOptions options) => new TerraformJson()
        .Provider(provider, Settings(region, EnvironmentTags(marks, tags), options))
        .Local(ExpiryLocal, marks.ToDictionary()[OwnershipMarks.ExpiresAtMark])
        .Local(InstallationLocal, marks.Installation)
        .Output(ExpiryOutput, TerraformExpression.Local(ExpiryLocal));

    /// <summary>The provider's arguments.</summary>
    public static TerraformBlock Settings(string region, IEnumerable<KeyValuePair<string, TerraformValue>> tags, AwsOptions options)
    {
        TerraformBlock settings = Settings(region, options);
        settings["default_tags"] = TerraformValue.List(new TerraformBlock { ["tags"] = TerraformValue.MapOf(tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)) });
        return settings;
    }

    /// <summary>The arguments of a provider that tags nothing. A role is assumed by the provider itself, which renews its credentials for as long as a run lasts.</summary>
    public static TerraformBlock Settings(string region, AwsOptions options) => new()
    {
        ["region"] = region,
        ["s3_use_path_style"] = options.EndpointUrl is null ? null : (TerraformValue)true,
        ["assume_role"] = options.RoleArn is null ? null : TerraformValue.List(new TerraformBlock
        {
            ["role_arn"] = options.RoleArn,
            ["external_id"] = options.RoleExternalId is { } id ? (TerraformValue)id : null,
            ["session_name"] = AwsAssumedRole.SessionName,
        }),
    };

    /// <summary>The tags that everything of an environment bears. The expiry is told once, so that it can be moved for all parts at once.</summary>
    public static Dictionary<string, TerraformValue> EnvironmentTags(OwnershipMarks marks, IReadOnlyDictionary<string, string> tags)
    {
        Dictionary<string, TerraformValue> all = AwsTags.Clean(tags).ToDictionary(tag => tag.Key, tag => (TerraformValue)tag.Value, StringComparer.Ordinal);
        foreach ((string name, string value) in marks.ToDictionary().Where(mark => mark.Key != OwnershipMarks.ComponentMark))
        {
            all[name] = value;
        }

        all[OwnershipMarks.ExpiresAtMark] = TerraformExpression.Local(ExpiryLocal);
        return all;
    }
}
