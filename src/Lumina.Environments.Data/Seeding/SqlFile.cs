using System.Security.Cryptography;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>A file of SQL that was read.</summary>
/// <param name="Path">As the spec has it.</param>
/// <param name="Statements">What is in it.</param>
/// <param name="Hash">Of its bytes.</param>
internal sealed record SqlFile(string Path, IReadOnlyList<SqlStatement> Statements, string Hash)
{
    public bool ControlsTransactions => Statements.Any(statement => statement.ControlsTransactions);

    /// <exception cref="ProviderException">The file is not there, or is no SQL that can be run.</exception>
    public static async Task<SqlFile> ReadAsync(string path, string baseDirectory, CancellationToken cancellationToken)
    {
        string found = SourceFiles.Require(path, "SQL", baseDirectory);
        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(found, cancellationToken).ConfigureAwait(false);
            string text = SourceFiles.Decode(path, bytes);
            IReadOnlyList<SqlStatement> statements = new SqlScanner(path, text).Scan();
            RequireNoOpenTransaction(path, statements);
            return new SqlFile(path, statements, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(exception.Message, exception);
        }
    }

    /// <summary>What a transaction has done that is still open at the end of its file would be lost without a word.</summary>
    private static void RequireNoOpenTransaction(string path, IReadOnlyList<SqlStatement> statements)
    {
        if (statements.LastOrDefault(statement => statement.LeavesTransactionOpen is not null) is { LeavesTransactionOpen: true } open)
        {
            throw new FormatException($"{path}({open.Line}): the transaction that begins here is still open at the end of the file, so that what it does would be lost. End it with COMMIT.");
        }
    }
}
