using System.Runtime.Versioning;
using System.Text.Json;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Lets a plan pass that destroys what is ours, and nothing else does.</summary>
[SupportedOSPlatform("linux")]
internal static class AwsOrphanGate
{
    /// <summary>Refuses a plan that does anything but destroy what was found.</summary>
    /// <exception cref="ProviderException">It does more.</exception>
    public static void RequireOnlyDestroys(TerraformRunResult planned, IReadOnlyDictionary<string, AwsResource> found, AwsSweepScope scope)
    {
        TerraformChange[] unexpected = [.. planned.Planned.Where(change => change.Action != TerraformAction.Delete || !found.ContainsKey(change.Address))];
        if (unexpected.Length > 0)
        {
            throw new ProviderException(
                $"The plan to destroy the environment {scope.Environment} wants more than that: {string.Join(", ", unexpected.Select(change => $"{change.Action} {change.Address}"))}. Nothing was destroyed.");
        }
    }

    /// <summary>The addresses of what does not bear the mark, as terraform sees it. Parts have no tags: what they belong to bears it.</summary>
    public static IReadOnlyList<string> FindForeign(JsonDocument plan, IReadOnlyDictionary<string, AwsResource> found, AwsSweepScope scope) =>
    [
        .. (plan.RootElement.Member("prior_state")?.Member("values")?.Member("root_module")?.Items("resources") ?? [])
            .Where(resource => !(found.GetValueOrDefault(resource.Text("address") ?? "")?.IsPart ?? false) && !scope.Holds(TerraformTags.Read(resource.Member("values") ?? default)))
            .Select(resource => resource.Text("address") ?? ""),
    ];
}
