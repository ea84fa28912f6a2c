namespace Lumina.Environments.Data;

/// <summary>Where a server is reached.</summary>
/// <param name="Host">The host's name or address.</param>
/// <param name="Port">The port.</param>
/// <param name="From">From where that holds.</param>
internal sealed record ServerAddress(string Host, int Port, Vantage From = Vantage.Everywhere);
