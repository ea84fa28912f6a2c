namespace Lumina.Environments.Data;

/// <summary>One statement of a file.</summary>
/// <param name="Text">The statement, without the semicolon at its end.</param>
/// <param name="Line">The line on which it begins, from 1.</param>
internal sealed record SqlStatement(string Text, int Line)
{
    /// <summary>The rows that follow a <c>COPY … FROM stdin</c>, without their end mark; null for any other statement.</summary>
    public string? CopyData { get; init; }

    /// <summary>The line of the file at which the server points.</summary>
    /// <param name="position">The server's position within the statement, in characters from 1; 0 where it gives none.</param>
    public int LineAt(int position) => position <= 0 ? Line : Line + Text.AsSpan(0, Math.Min(position - 1, Text.Length)).Count('\n');

    /// <summary>Whether it begins or ends a transaction, so that the file cannot be run within another.</summary>
    public bool ControlsTransactions => FirstWord is "BEGIN" or "START" or "COMMIT" or "END" or "ROLLBACK" or "ABORT" or "PREPARE" && !IsPreparedStatement;

    /// <summary>Whether a transaction is open after it: what it has done is lost unless another statement ends it. Null where it changes nothing about that.</summary>
    public bool? LeavesTransactionOpen => FirstWord switch
    {
        "BEGIN" or "START" => true,
        _ when !ControlsTransactions || (FirstWord == "ROLLBACK" && HasWord("TO")) => null,
        _ => HasWord("CHAIN") && !HasWord("NO"),
    };

    private bool HasWord(string word) => Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Contains(word, StringComparer.OrdinalIgnoreCase);

    private bool IsPreparedStatement => FirstWord == "PREPARE" && !Text.Contains("TRANSACTION", StringComparison.OrdinalIgnoreCase);

    private string FirstWord => new string([.. Text.SkipWhile(character => !char.IsAsciiLetter(character)).TakeWhile(char.IsAsciiLetter)]).ToUpperInvariant();
}
