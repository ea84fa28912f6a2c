using System.Text.Json;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>A JSON file of rows, read in pieces. The server turns each row's values into its columns' types.</summary>
/// <param name="File">As the spec has it.</param>
/// <param name="FullPath">Where it is.</param>
/// <param name="Table">The table; null where the file names the tables.</param>
/// <param name="Hash">Of its bytes and the table's name.</param>
internal sealed record JsonFileStep(string File, string FullPath, string? Table, string Hash) : SeedStep(File, Hash)
{
    public static async Task<JsonFileStep> ReadAsync(JsonFileSource source, string baseDirectory, CancellationToken cancellationToken)
    {
        string found = SourceFiles.Require(source.Path, "JSON", baseDirectory);
        return new JsonFileStep(source.Path, found, source.Table, $"{source.Table}={await SourceFiles.HashAsync(found, cancellationToken).ConfigureAwait(false)}");
    }

    public override async Task RunAsync(NpgsqlConnection connection, bool isInTransaction, CancellationToken cancellationToken)
    {
        JsonRowInsert insert = new(connection, File);
        try
        {
            FileStream stream = System.IO.File.OpenRead(FullPath);
            await using (stream.ConfigureAwait(false))
            {
                JsonRowReader reader = new(stream, File, Table);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } row)
                {
                    await insert.AddAsync(row, cancellationToken).ConfigureAwait(false);
                }
            }

            await insert.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(exception.Message, exception);
        }
    }
}
