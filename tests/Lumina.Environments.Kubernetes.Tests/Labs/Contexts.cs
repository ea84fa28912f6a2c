using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Contexts as the core would give them.</summary>
internal static class Contexts
{
    public static ComponentContext Of(EnvironmentId id, ComponentName? component = null, string installation = "default", ComponentLocation? location = null)
    {
        ComponentName name = component ?? ComponentName.Network;
        return new ComponentContext
        {
            EnvironmentId = id,
            EnvironmentName = "lab",
            Component = name,
            ExternalName = ExternalName.For(id, name),
            Marks = new OwnershipMarks(installation, id, name, "tests", null),
            Location = location ?? new ComponentLocation { Namespace = "lumina-test" },
        };
    }
}
