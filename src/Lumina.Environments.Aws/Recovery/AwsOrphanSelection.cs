namespace Lumina.Environments.Aws;

/// <summary>Which of the things that were found are destroyed by themselves: not what is kept, not known, or goes with something else.</summary>
internal static class AwsOrphanSelection
{
    public static AwsResource[] Choose(IReadOnlyCollection<AwsResource> found)
    {
        HashSet<string> makers = [.. found.Where(resource => resource is { IsMadeByAnother: false, IsPart: false }).Select(resource => resource.Address).OfType<string>()];
        return [.. found.Where(resource => resource is { IsKept: false, Type: not null }
            && !(resource.IsMadeByAnother && makers.Contains(resource.Address!))
            && !(resource.Type.GoesWithParent && !IsSaid(resource)))];
    }

    /// <summary>Where the address tag says of which of several types it is.</summary>
    private static bool IsSaid(AwsResource resource) => resource.Address?.Split('.')[0] == resource.Type!.Name;
}
