using System.Globalization;

namespace Lumina.Environments.Docker;

/// <summary>A port on which a container listens, and which is published.</summary>
/// <param name="Number">The port within the container.</param>
/// <param name="HostPort">The port that is asked for outside; null for any that is free.</param>
internal sealed record ContainerPort(int Number, int? HostPort = null)
{
    /// <summary>As the engine writes it, such as <c>5432/tcp</c>.</summary>
    public string Key => Write(Number);

    /// <summary>The port outside as the engine is asked for it.</summary>
    public string Asked => HostPort?.ToString(CultureInfo.InvariantCulture) ?? "";

    public static string Write(int number) => $"{number.ToString(CultureInfo.InvariantCulture)}/tcp";
}
