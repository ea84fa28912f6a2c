namespace Lumina.Environments.Providers;

/// <summary>Something that a platform made for a process or a machine and shares between environments.</summary>
/// <param name="Platform">The name of the platform's <see cref="IHostResourceProvider"/>.</param>
/// <param name="Type">What it is, such as <c>directory</c> or <c>server</c>.</param>
/// <param name="Name">Its name on the platform.</param>
/// <param name="Holder">Who held it, in words.</param>
public sealed record HostResource(string Platform, string Type, string Name, string Holder);
