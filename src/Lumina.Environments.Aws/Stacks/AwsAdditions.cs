namespace Lumina.Environments.Aws;

/// <summary>What bears an environment's tags and is nothing that terraform has made: somebody has copied something with its tags, or gave it ours.</summary>
internal static class AwsAdditions
{
    /// <summary>Services that are asked what lives. Of others, what was deleted stays listed by its tags for minutes.</summary>
    private static readonly string[] Asked = ["ec2", "autoscaling", "ecs", "iam", "apigateway", "route53", "events", "backup"];

    /// <summary>Holds what was found against what the state knows.</summary>
    /// <param name="found">What bears the environment's tags.</param>
    /// <param name="known">What the state knows of the whole environment.</param>
    /// <param name="components">The components that are asked about.</param>
    public static IEnumerable<ResourceDrift> Find(IReadOnlyList<AwsResource> found, IReadOnlyList<TerraformInstance> known, IReadOnlyCollection<ComponentName> components)
    {
        HashSet<string> names = [.. known.SelectMany(instance => new[] { instance.Attributes.Text("id"), instance.Attributes.Text("arn") }).OfType<string>()];
        HashSet<string> addresses = [.. known.Select(instance => TerraformAddress.RootOf(instance.Address).ToString())];
        ILookup<string?, AwsResource> byAddress = found.ToLookup(resource => resource.Address);
        return from resource in found
               where resource is { IsPart: false, IsMadeByAnother: false, Type: not null } && AwsArn.TryParse(resource.Arn) is { } arn && Asked.Contains(arn.Service, StringComparer.Ordinal)
               where !names.Contains(resource.Arn) && !names.Contains(resource.Id ?? "") && !IsOnlyOne(resource)
               let component = ComponentName.TryParse(resource.Tags.GetValueOrDefault(OwnershipMarks.ComponentMark), provider: null, out ComponentName parsed) ? parsed : default
               where components.Contains(component)
               select new ResourceDrift(component, DriftKind.Added, resource.Type!.Name, resource.Id ?? resource.Arn);

        // The state may know it by another name than AWS.
        bool IsOnlyOne(AwsResource resource) => resource.Address is { } address && addresses.Contains(address) && byAddress[address].Count() == 1;
    }
}
