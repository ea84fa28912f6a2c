using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>Puts the rows of CSV and JSON files into MySQL and MariaDB databases, each file as one transaction.</summary>
internal static class MySqlFileRows
{
    private const int PieceSize = 64 * 1024;

    /// <summary>Rows go in as they are or not at all: what does not fit is no warning, and a key of 0 is no request for the next one.</summary>
    private const string AsTheyAre = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO')";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="source">As the spec has it.</param>
    /// <param name="path">Where the file is.</param>
    /// <param name="connection">An open connection of the database's own user.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ProviderException">The file cannot be read, or the server refused a row; line and words are in it.</exception>
    public static async Task PutAsync(CsvFileSource source, string path, MySqlConnection connection, CancellationToken cancellationToken) =>
        await PutAsync(ReadAsync(source, path, cancellationToken), new MySqlRowInsert(connection, source.Path, headerLine: 1), source.Path, connection, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="PutAsync(CsvFileSource, string, MySqlConnection, CancellationToken)" />
    public static async Task PutAsync(JsonFileSource source, string path, MySqlConnection connection, CancellationToken cancellationToken) =>
        await PutAsync(ReadAsync(source, path, cancellationToken), new MySqlRowInsert(connection, source.Path, headerLine: null), source.Path, connection, cancellationToken).ConfigureAwait(false);

    private static async Task PutAsync(IAsyncEnumerable<MySqlRow> rows, MySqlRowInsert insert, string file, MySqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(AsTheyAre, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync("START TRANSACTION", cancellationToken).ConfigureAwait(false);
            await foreach (MySqlRow row in rows.ConfigureAwait(false))
            {
                await insert.AddAsync(row, cancellationToken).ConfigureAwait(false);
            }

            await insert.FinishAsync(cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync("COMMIT", cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException exception)
        {
            throw MySqlErrors.Describe($"Putting in {file}", exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ProviderException($"{file} is not in UTF-8: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(exception.Message, exception);
        }
    }

    private static async IAsyncEnumerable<MySqlRow> ReadAsync(CsvFileSource source, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamReader file = new(path, Strict, detectEncodingFromByteOrderMarks: true, PieceSize);
        IReadOnlyList<string> columns = CsvHeader.Parse(source.Path, await file.ReadLineAsync(cancellationToken).ConfigureAwait(false));
        CsvRowReader reader = new(file, source.Path);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is var (values, line))
        {
            yield return values.Count == columns.Count
                ? new MySqlRow(source.Table, columns, values, line)
                : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{source.Path}({line}): the header names {columns.Count} columns, and here are {values.Count} values."));
        }
    }

    private static async IAsyncEnumerable<MySqlRow> ReadAsync(JsonFileSource source, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FileStream stream = File.OpenRead(path);
        await using (stream.ConfigureAwait(false))
        {
            JsonRowReader reader = new(stream, source.Path, source.Table);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } row)
            {
                using JsonDocument document = JsonDocument.Parse(row.Json);
                yield return new MySqlRow(row.Table, row.Columns, [.. document.RootElement.EnumerateObject().Select(member => ValueOf(member.Value))], row.Line);
            }
        }
    }

    // Other numbers and what is nested go as the text that they are: the server loses none of their digits.
    private static object? ValueOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when json.TryGetInt64(out long number) => number,
        JsonValueKind.Number when json.TryGetUInt64(out ulong number) => number,
        _ => json.GetRawText(),
    };
}
