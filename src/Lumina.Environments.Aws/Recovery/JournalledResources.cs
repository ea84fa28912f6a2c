using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>What the journal says was made of components: without any other record, and without tags, it is all that tells of them.</summary>
internal static class JournalledResources
{
    /// <summary>As far as it is of types that can be looked at by their ids.</summary>
    public static IReadOnlyList<AwsResource> Of(IEnumerable<ComponentContext> contexts) =>
    [
        .. from context in contexts
           from resource in context.Resources
           let type = AwsResourceTypes.Find(resource.Type)
           where type is not null
           select new AwsResource(AwsArn.TryParse(resource.Id) is null ? $"{resource.Name} ({resource.Type} {resource.Id})" : resource.Id, new Dictionary<string, string>(StringComparer.Ordinal) { [OwnershipMarks.ComponentMark] = context.Component.ToString() })
           {
               Type = type,
               Attributes = type.Attributes(resource.Id),
           },
    ];
}
