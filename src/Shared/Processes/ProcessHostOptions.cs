namespace Lumina.Environments.Processes;

/// <param name="Token">Names the host: 8 to 32 lower-case letters and digits, never used before. From a source of randomness.</param>
internal sealed record ProcessHostOptions(string Token)
{
    /// <summary>Where the private root directory is made. Sockets lie in it, whose paths must stay under 107 bytes.</summary>
    public string BaseDirectory { get; init; } = Path.GetTempPath();

    /// <summary>Reads the host's environment.</summary>
    public Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;
}
