using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>What a pod and its container may do. Where the namespace is <c>restricted</c>, everything that this level demands; elsewhere an image may start as root and keeps what the container engine gives it.</summary>
internal static class PodSecurityContexts
{
    public const string Restricted = "restricted";

    /// <summary>Who may write to volumes where nobody says whom the image runs as.</summary>
    private const long AnyGroup = 65_534;

    /// <param name="isRestricted">Whether it is never root.</param>
    /// <param name="user">Who it runs as; null for the image's user.</param>
    /// <param name="hasVolumes">Whether it must be able to write to volumes.</param>
    public static JsonObject OfPod(bool isRestricted, UnixUser? user, bool hasVolumes)
    {
        JsonObject context = new() { ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" } };
        if (isRestricted)
        {
            context["runAsNonRoot"] = true;
        }

        if (user is not null)
        {
            context["runAsUser"] = user.Id;
        }

        if (user?.Group is { } group)
        {
            context["runAsGroup"] = group;
        }

        if (hasVolumes)
        {
            context["fsGroup"] = user?.Group ?? user?.Id ?? AnyGroup;
        }

        return context;
    }

    /// <param name="isRestricted">Whether it has no capabilities.</param>
    /// <param name="readOnlyRoot">Whether its own file system can't be written to.</param>
    /// <param name="bindsLowPorts">Whether it listens on a port under 1024: the one capability that a restricted pod may have, which programs that ask for it in their file need in order to start.</param>
    public static JsonObject OfContainer(bool isRestricted, bool readOnlyRoot, bool bindsLowPorts)
    {
        JsonObject context = new() { ["allowPrivilegeEscalation"] = false, ["readOnlyRootFilesystem"] = readOnlyRoot };
        if (isRestricted)
        {
            JsonObject capabilities = new() { ["drop"] = new JsonArray("ALL") };
            if (bindsLowPorts)
            {
                capabilities["add"] = new JsonArray("NET_BIND_SERVICE");
            }

            context["capabilities"] = capabilities;
        }

        return context;
    }

    public static bool IsRestricted(KubernetesOptions options) => options.PodSecurity == Restricted;
}
