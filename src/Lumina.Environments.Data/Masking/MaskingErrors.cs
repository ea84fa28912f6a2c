using System.Text.RegularExpressions;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Says what went wrong without any value: the server's details, hints and contexts hold some, and so do its words about data.</summary>
internal static partial class MaskingErrors
{
    private const string DataErrors = "22";
    private const string ConstraintErrors = "23";
    private const string RaisedErrors = "P0";

    /// <summary>The driver's own error is left out on purpose: its text holds what is left out here.</summary>
    public static ProviderException Describe(string tried, NpgsqlException error)
    {
        if (error is not PostgresException server)
        {
            return new ProviderException($"{tried} failed: {error.Message}") { IsTransient = error.IsTransient };
        }

        string words = server.SqlState.StartsWith(DataErrors, StringComparison.Ordinal) ? "a value was refused"
            : server.SqlState.StartsWith(RaisedErrors, StringComparison.Ordinal) ? "a function of the database refused something, in words that may hold a value"
            : server.MessageText;
        string place = string.Join(", ", new[]
        {
            Part("table", server.TableName is { } table ? $"{server.SchemaName}.{table}" : null),
            Part("column", server.ColumnName ?? ColumnOf(server.Where)),
            Part("constraint", server.ConstraintName),
        }.OfType<string>());
        string where = place.Length > 0 ? $" ({place})" : "";
        return new ProviderException($"{tried} failed: {words}{where}. SQLSTATE {server.SqlState}.{Advice(server.SqlState)}") { IsTransient = server.IsTransient };
    }

    private static string Advice(string state) => state switch
    {
        PostgresErrorCodes.UniqueViolation => " Two rows got the same replacement, or the rows differ only in what the mask passes over: use a mask that keeps more of the form (Number), or widen the column.",
        PostgresErrorCodes.CheckViolation => " The mask's values do not hold to it: choose another mask, or a constant that does.",
        PostgresErrorCodes.ForeignKeyViolation => " The source has a row that refers to none, or two columns that are the same there are masked differently.",
        PostgresErrorCodes.ReadOnlySqlTransaction => " The source is only read: take what writes out of the condition.",
        PostgresErrorCodes.InsufficientPrivilege => " The source's role must be able to read the tables, and the target's own them.",
        _ when state.StartsWith(DataErrors, StringComparison.Ordinal) => " The mask's values do not fit the column's type: choose another mask.",
        _ when state.StartsWith(ConstraintErrors, StringComparison.Ordinal) => " The mask's values do not hold to it.",
        _ => "",
    };

    private static string? Part(string name, string? value) => value is null ? null : $"{name} {value}";

    private static string? ColumnOf(string? context) => context is not null && CopyContext().Match(context) is { Success: true } match ? match.Groups["column"].Value : null;

    [GeneratedRegex(@"^COPY .*?, line \d+, column (?<column>[^:]+?)(: |$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex CopyContext();
}
