using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>A CSV file, streamed to the server by COPY.</summary>
/// <param name="File">As the spec has it.</param>
/// <param name="FullPath">Where it is.</param>
/// <param name="Table">The table.</param>
/// <param name="Hash">Of its bytes and the table's name.</param>
internal sealed partial record CsvFileStep(string File, string FullPath, string Table, string Hash) : SeedStep(File, Hash)
{
    private const int PieceSize = 64 * 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async Task<CsvFileStep> ReadAsync(CsvFileSource source, string baseDirectory, CancellationToken cancellationToken)
    {
        string found = SourceFiles.Require(source.Path, "CSV", baseDirectory);
        return new CsvFileStep(source.Path, found, source.Table, $"{source.Table}={await SourceFiles.HashAsync(found, cancellationToken).ConfigureAwait(false)}");
    }

    public override async Task RunAsync(NpgsqlConnection connection, bool isInTransaction, CancellationToken cancellationToken)
    {
        try
        {
            using StreamReader reader = new(FullPath, Strict, detectEncodingFromByteOrderMarks: true, PieceSize);
            IReadOnlyList<string> columns = CsvHeader.Parse(File, await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false));
            await CopyAsync(connection, reader, columns, cancellationToken).ConfigureAwait(false);
            await TableSequences.MovePastAsync(connection, Table, columns, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlErrors.DescribeLine(File, LineOf(exception), exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ProviderException($"{File} is not in UTF-8: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(exception.Message, exception);
        }
    }

    private async Task CopyAsync(NpgsqlConnection connection, StreamReader reader, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        string names = string.Join(", ", columns.Select(SqlText.Identifier));
        NpgsqlCopyTextWriter writer = await connection.BeginTextImportAsync($"COPY {SqlText.Table(Table)} ({names}) FROM STDIN (FORMAT csv)", cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            char[] piece = new char[PieceSize];
            try
            {
                for (int read; (read = await reader.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0;)
                {
                    await writer.WriteAsync(piece.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is DecoderFallbackException or IOException)
            {
                // What ends well puts in what was read.
                await writer.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    // The server counts the lines that it got, which the header was not among.
    private static long LineOf(NpgsqlException exception) =>
        exception is PostgresException { Where: { } where } && CopyLine().Match(where) is { Success: true } line
            ? long.Parse(line.Groups["line"].Value, CultureInfo.InvariantCulture) + 1
            : 1;

    [GeneratedRegex(@"^COPY .+?, \w+ (?<line>\d+)", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex CopyLine();
}
