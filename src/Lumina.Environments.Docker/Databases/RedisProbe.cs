using System.Net.Sockets;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Asks a Redis server whether it answers, and which version it is.</summary>
internal sealed class RedisProbe(string address, string password)
{
    private const string VersionField = "redis_version:";

    /// <summary>What it said when it answered.</summary>
    public string Version { get; private set; } = "";

    /// <returns>Null where it answers, else why not.</returns>
    /// <exception cref="ProviderException">It answers, and not to this password.</exception>
    public async Task<string?> AskAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using RedisConnection connection = await RedisConnection.OpenAsync(address, port, password, cancellationToken).ConfigureAwait(false);
            await connection.AskAsync(["PING"], cancellationToken).ConfigureAwait(false);
            string server = (await connection.AskAsync(["INFO", "server"], cancellationToken).ConfigureAwait(false)).Text ?? "";
            Version = server.Split('\n').FirstOrDefault(line => line.StartsWith(VersionField, StringComparison.Ordinal))?[VersionField.Length..].Trim() ?? "";
            return null;
        }
        catch (RedisErrorException exception) when (exception.IsPassword)
        {
            throw new ProviderException($"The Redis server does not take the password with which it was made: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return exception.Message;
        }
    }
}
