using System.Security.Cryptography;
using System.Text;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>A file of SQL that was read.</summary>
/// <param name="Path">As the spec has it.</param>
/// <param name="Statements">What is in it.</param>
/// <param name="Hash">Of its bytes.</param>
internal sealed record SeedFile(string Path, IReadOnlyList<SqlStatement> Statements, byte[] Hash)
{
    public static async Task<IReadOnlyList<SeedFile>> ReadAllAsync(TestData data, string baseDirectory, CancellationToken cancellationToken)
    {
        List<SeedFile> files = [];
        foreach (string path in data.SqlFiles)
        {
            string found = SpecFiles.Find(path, baseDirectory, out IReadOnlyList<string> lookedAt)
                ?? throw new ProviderException($"The SQL file '{path}' was not found. Looked at: {string.Join(", ", lookedAt)}.");
            try
            {
                byte[] bytes = await File.ReadAllBytesAsync(found, cancellationToken).ConfigureAwait(false);
                using StreamReader reader = new(new MemoryStream(bytes), Encoding.UTF8);
                string text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                IReadOnlyList<SqlStatement> statements = new SqlScanner(path, text).Scan();
                RequireNoOpenTransaction(path, statements);
                files.Add(new SeedFile(path, statements, SHA256.HashData(bytes)));
            }
            catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
            {
                throw new ProviderException(exception.Message, exception);
            }
        }

        return files;
    }

    /// <summary>What a transaction has done that is still open at the end of its file would be lost without a word.</summary>
    private static void RequireNoOpenTransaction(string path, IReadOnlyList<SqlStatement> statements)
    {
        if (statements.LastOrDefault(statement => statement.LeavesTransactionOpen is not null) is { LeavesTransactionOpen: true } open)
        {
            throw new FormatException($"{path}({open.Line}): the transaction that begins here is still open at the end of the file, so that what it does would be lost. End it with COMMIT.");
        }
    }

    /// <summary>One hash of all files, in their order.</summary>
    public static string HashAll(IEnumerable<SeedFile> files) => Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(file => file.Hash)]))[..32];
}
