using System.Net.Sockets;
using System.Security.Authentication;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Says what went wrong in a server, and whether trying again may help.</summary>
internal static class PostgreSqlErrors
{
    /// <summary>What the driver says, without a code, where the server has no TLS.</summary>
    private const string NoTls = "SSL connection requested";

    /// <summary>What the driver says in place of a detail that it was not told to give.</summary>
    private const string NoDetail = "Detail redacted";

    private const string Advice = $" All its connections are taken: close those that nobody needs, bound the pools (Maximum Pool Size), or raise {nameof(DataOptions)}.{nameof(DataOptions.MaximumConnectionsPerDatabase)} or what the server takes.";

    public static ProviderException Describe(string tried, NpgsqlException error) =>
        new($"{tried} failed: {Words(error)}", error) { IsTransient = IsTransient(error) };

    /// <summary>What went wrong at a line of a file, in the form in which compilers say it.</summary>
    public static ProviderException DescribeLine(string file, long line, NpgsqlException error)
    {
        string where = error is PostgresException { Where: { Length: > 0 } context } ? $" Where: {context.ReplaceLineEndings(" ")}" : "";
        return new ProviderException($"{file}({line}): {Words(error)}{where}", error) { IsTransient = IsTransient(error) };
    }

    public static string Words(NpgsqlException error)
    {
        if (error is not PostgresException server)
        {
            return error.InnerException is { } inner && inner.Message != error.Message ? $"{error.Message} ({inner.Message})" : error.Message;
        }

        string text = $"{server.MessageText} (SQLSTATE {server.SqlState}){(server.SqlState == PostgresErrorCodes.TooManyConnections ? Advice : "")}";
        text = server.Detail is { Length: > 0 } detail && !detail.StartsWith(NoDetail, StringComparison.Ordinal) ? $"{text} Detail: {detail}" : text;
        return server.Hint is { Length: > 0 } hint ? $"{text} Hint: {hint}" : text;
    }

    /// <summary>Nobody is there any more: what was inside the server is gone, or was never there.</summary>
    public static bool IsServerGone(NpgsqlException error) => error.InnerException is SocketException;

    /// <summary>Waiting does not mend it: the password, the role, the database or the host's name is wrong, or the two do not agree on TLS.</summary>
    public static bool IsFinal(NpgsqlException error) => error switch
    {
        PostgresException server => server.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
            or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege,
        { InnerException: SocketException socket } => HostName.IsUnknown(socket),
        { InnerException: AuthenticationException } => true,
        _ => error.Message.StartsWith(NoTls, StringComparison.Ordinal),
    };

    // An object in use is what two at once see of each other: of a template that is being copied, of a database that is being renamed.
    private static bool IsTransient(NpgsqlException error) => error.IsTransient || error.SqlState == PostgresErrorCodes.ObjectInUse;
}
