using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>Says what went wrong in a MySQL or MariaDB server, and whether trying again may help.</summary>
internal static partial class MySqlErrors
{
    /// <summary>What the driver says, without a code, before it tries.</summary>
    private const string NoSocket = "Cannot find Unix Socket";

    private const string NoTls = "Server does not support SSL";

    public static ProviderException Describe(string tried, MySqlException error) => new($"{tried} failed: {Words(error)}", error) { IsTransient = error.IsTransient };

    /// <summary>What went wrong with a statement of a file, in the form in which compilers say it.</summary>
    public static ProviderException DescribeLine(string file, SqlStatement statement, MySqlException error)
    {
        // The server counts the lines of the statement, and says them only where it does not understand it.
        Match within = LineWithin().Match(error.Message);
        int line = error.ErrorCode == MySqlErrorCode.ParseError && within.Success ? statement.Line + int.Parse(within.Groups["line"].ValueSpan, CultureInfo.InvariantCulture) - 1 : statement.Line;
        return DescribeLine(file, line, error);
    }

    /// <summary>What the server refused of a line of a file.</summary>
    public static ProviderException DescribeLine(string file, long line, MySqlException error) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}({line}): {Words(error)}"), error) { IsTransient = error.IsTransient };

    public static string Words(MySqlException error) => error.ErrorCode is MySqlErrorCode.None or MySqlErrorCode.UnableToConnectToHost
        ? error.Message
        : string.Create(CultureInfo.InvariantCulture, $"{error.Message} (error {error.Number}, SQLSTATE {error.SqlState})");

    /// <summary>Nobody is there any more: what was inside the server is gone, or was never there.</summary>
    public static bool IsServerGone(MySqlException error) =>
        error.ErrorCode == MySqlErrorCode.UnableToConnectToHost || error.InnerException is SocketException || (error.ErrorCode == MySqlErrorCode.None && error.Message.StartsWith(NoSocket, StringComparison.Ordinal));

    /// <summary>Waiting does not mend it: the password, the user or the database is wrong, or the two do not agree on TLS.</summary>
    public static bool IsFinal(MySqlException error) =>
        error.ErrorCode is MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.UnknownDatabase
        || error.InnerException is AuthenticationException
        || error.Message.StartsWith(NoTls, StringComparison.Ordinal);

    [GeneratedRegex(@"at line (?<line>\d{1,9})$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex LineWithin();
}
