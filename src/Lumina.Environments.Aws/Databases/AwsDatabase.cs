using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>What the databases have in common that run on machines in the component's network.</summary>
internal static class AwsDatabase
{
    /// <summary>A name that no engine keeps to itself, within the 16 characters that all allow.</summary>
    public const string Username = "lumina";

    /// <summary>What no database on AWS does.</summary>
    /// <param name="spec">The database.</param>
    /// <param name="settings">The settings that its type has.</param>
    public static IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec, params IReadOnlyList<string> settings)
    {
        foreach (SpecificationFault unknown in SettingsOf(spec).FindUnknown(settings))
        {
            yield return unknown;
        }

        if (spec.Schemas.Count > 0)
        {
            yield return new("schemas", "Schemas are not made on AWS.", $"Leave them out of '{spec.Name}' and let the service that uses it make them when it starts.");
        }

        if (spec.Data is not null)
        {
            yield return new("data", "No data is put into a database on AWS.", $"Leave it out of '{spec.Name}' and let the service that uses it, or the test, put it in.");
        }
    }

    /// <summary>The settings in AWS's words.</summary>
    public static ResourceSettings SettingsOf(DatabaseSpec spec) => new(new ResourceSpec(spec.Name, new ResourceType(spec.Type.Name)) { Settings = spec.Settings });

    /// <summary>The class of machine must be one of the service's: <c>db.…</c> is none of ElastiCache's.</summary>
    public static IEnumerable<SpecificationFault> FindClassObstacles(DatabaseSpec spec, string prefix, string usual)
    {
        if (spec.InstanceClass is { } given && !(given.StartsWith(prefix, StringComparison.Ordinal) && given[prefix.Length..].Split('.') is [{ Length: > 1 }, { Length: > 3 }]))
        {
            yield return new("instanceClass", $"'{given}' is no class of machine for {spec.Type} on AWS: they begin with '{prefix}', and have a family and a size.", $"Write one such as {usual}, or leave instanceClass out for that.");
        }
    }

    /// <summary>A version that the service does not have.</summary>
    /// <param name="spec">The database.</param>
    /// <param name="find">The service's own form of a version; null where it has none.</param>
    /// <param name="service">The service, for people.</param>
    /// <param name="known">Those that there are, for people.</param>
    public static IEnumerable<SpecificationFault> FindVersionObstacles(DatabaseSpec spec, Func<string, string?> find, string service, string known)
    {
        if (spec.Version is { } version && find(version) is null)
        {
            yield return new("version", $"{service} has no version '{version}'.", $"Write {known}, or leave version out for the one that it takes.");
        }
    }

    /// <summary>Writes the group of subnets that a service's databases are put into.</summary>
    public static TerraformAddress WriteSubnetGroup(AwsComponent component, AwsNetwork network, string type, bool isPublic) => component.Tagged(type, "", new TerraformBlock
    {
        ["name"] = component.PlatformName("", 255),
        ["description"] = $"Subnets of {component.Name}",
        ["subnet_ids"] = Subnets(component, network, isPublic),
    });

    /// <summary>The component's name where two hyphens in a row are refused. The hash in it keeps it apart from others.</summary>
    public static string Identifier(AwsComponent component) => Identifier(component.ExternalName);

    /// <inheritdoc cref="Identifier(AwsComponent)"/>
    public static string Identifier(string externalName) => WithoutDoubleHyphens(externalName);

    /// <summary>The database's name on its server: letters and digits, with a hash in it, so that it is no word that an engine keeps to itself.</summary>
    public static string DatabaseName(AwsComponent component) => component.ExternalName.Replace("-", "", StringComparison.Ordinal);

    /// <summary>The password that the core has made.</summary>
    public static string Password(AwsComponent component) => component.Credentials.TryGetValue(DatabaseSpec.PasswordCredential, out Secret? secret)
        ? secret.Reveal()
        : throw new ProviderException($"{component.Name} has no credential '{DatabaseSpec.PasswordCredential}'.");

    /// <summary>Whether callers outside reach what is in the network's public subnets. A network of the environment's own must have a way in.</summary>
    public static bool IsPublic(AwsComponent component) => component.Options.CallerCidrs.Count > 0
        && (component.Find<NetworkSpec>() is not { } network || (network.InternetGateway && SubnetPlan.Complete(network).Subnets.Count(subnet => subnet.Public) > 1));

    /// <summary>The subnets for a subnet group, of which AWS wants two at least: the private ones, and all where they are fewer.</summary>
    private static TerraformValue Subnets(AwsComponent component, AwsNetwork network, bool isPublic)
    {
        if (network.Spec is not { } spec)
        {
            return isPublic ? network.PublicSubnetIds : network.PrivateSubnetIds;
        }

        if (spec.Subnets.Count < 2)
        {
            component.AddFault("", $"{component.Name} needs two subnets in two zones, as AWS makes no database in fewer, and the environment's network has {spec.Subnets.Count}.", "Add subnets to the network.");
        }

        SubnetSpec[] fitting = [.. spec.Subnets.Where(subnet => subnet.Public == isPublic)];
        return TerraformValue.List([.. (fitting.Length > 1 ? fitting : [.. spec.Subnets]).Select(subnet => (TerraformValue)TerraformExpression.Attribute(AwsNetwork.SubnetAddress(spec, subnet.Name), "id"))]);
    }

    private static string WithoutDoubleHyphens(string name)
    {
        while (name.Contains("--", StringComparison.Ordinal))
        {
            name = name.Replace("--", "-", StringComparison.Ordinal);
        }

        return name;
    }
}
