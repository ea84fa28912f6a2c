using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>What is there of a component: what bears its marks, held against what the state knows.</summary>
/// <param name="found">What bears its marks.</param>
/// <param name="known">What the state knows of it.</param>
[SupportedOSPlatform("linux")]
internal sealed class AwsPresence(AwsResource[] found, TerraformInstance[] known)
{
    /// <summary>How many things are named.</summary>
    private const int Named = 5;

    /// <summary>The addresses of what was made so shortly ago that it need not be listed by its tags yet.</summary>
    public IReadOnlySet<string> JustMade { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether nobody has written down what there is to be, so that what is missing can't be seen.</summary>
    public bool IsBlind { get; init; }

    /// <summary>What AWS says of what was found.</summary>
    public IReadOnlyList<AwsComplaint> Complaints { get; init; } = [];

    public ComponentPresence Judge(ComponentContext context)
    {
        if (found.Length == 0 && known.Length == 0)
        {
            return ComponentPresence.Absent;
        }

        OwnershipMarks? marks = found.Select(resource => resource.Marks).FirstOrDefault(marks => marks is not null) ?? context.Marks;
        string[] missing = [.. Missing().Where(address => !JustMade.Contains(address))];
        if (missing.Length > 0)
        {
            return ComponentPresence.NotRunning(marks, $"somebody else has deleted {Name(missing)}, or has taken its tags away, by which it is found");
        }

        AwsComplaint[] complaints = [.. Complaints.Where(complaint => found.Contains(complaint.Of))];
        if (complaints.Length > 0)
        {
            string detail = string.Join("; ", complaints.Select(complaint => complaint.Text));
            return complaints.Any(complaint => complaint.IsDown) ? ComponentPresence.NotRunning(marks, detail) : ComponentPresence.Degraded(marks, detail);
        }

        if (IsBlind)
        {
            return ComponentPresence.Degraded(marks, $"what bears its tags is there, and there is no record here by which anything could be missed: {Name(found.Select(resource => resource.ToString()))}");
        }

        return ComponentPresence.Running(marks, found.Length > 0 ? Name(found.Select(resource => resource.ToString())) : Name(known.Select(instance => instance.Address)));
    }

    /// <summary>What the state knows, bears our tags and was not found. A module's things have no address of ours; they are told by their ARNs, as far as they are in a region: not all that is in none is listed by its tags.</summary>
    public IEnumerable<string> Missing()
    {
        HashSet<string?> addresses = [.. found.Select(resource => resource.Address)];
        HashSet<string> arns = [.. found.Select(resource => resource.Arn)];
        return known.Where(instance => AwsResourceTypes.Find(instance.Type) is not null && IsMissing(instance)).Select(instance => instance.Address);

        bool IsMissing(TerraformInstance instance) => instance.Attributes.Member("tags_all") is { } tags
            && (tags.Text(AwsComponent.AddressTag) is { } address
                ? !addresses.Contains(address)
                : tags.Text(OwnershipMarks.EnvironmentMark) is not null && instance.Attributes.Text("arn") is { } arn && AwsArn.TryParse(arn) is { Region.Length: > 0 } && !arns.Contains(arn));
    }

    public static string Name(IEnumerable<string> things)
    {
        string[] all = [.. things];
        return string.Join(", ", all.Take(Named)) + (all.Length > Named ? $" and {all.Length - Named} more" : "");
    }
}
