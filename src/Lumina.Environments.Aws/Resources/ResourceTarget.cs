namespace Lumina.Environments.Aws;

/// <summary>What a resource stands before: another resource of the infrastructure, by its name, or the load balancer.</summary>
internal static class ResourceTarget
{
    /// <summary>The word for the load balancer.</summary>
    public const string LoadBalancer = "load-balancer";

    public static SpecificationFault? WhyNot(ResourceSettings settings, string setting, ResourceType type, InfrastructureSpec infrastructure)
    {
        string[] names = [.. infrastructure.Resources.Where(resource => resource.Type == type).Select(resource => resource.Name)];
        string choices = string.Join(", ", [.. names, .. infrastructure.LoadBalancer is null ? Array.Empty<string>() : [LoadBalancer]]);
        string advice = choices.Length > 0 ? $"There are {choices}." : $"Add a resource of type {type}, or a load balancer.";
        return settings.Find(setting) switch
        {
            null or "" => settings.Fault(setting, $"{settings.Title} wants the setting '{setting}', what it stands before: the name of a resource of type {type}, or {LoadBalancer}.", advice),
            LoadBalancer when infrastructure.LoadBalancer is null => settings.Fault(setting, $"{settings.Title} stands before the load balancer, and there is none.", $"Add one, or name a resource of type {type}."),
            LoadBalancer => null,
            { } name when !names.Contains(name, StringComparer.Ordinal) => settings.Fault(setting, $"{settings.Title} has '{name}' for '{setting}', and there is no resource of type {type} with that name.", advice),
            _ => null,
        };
    }
}
