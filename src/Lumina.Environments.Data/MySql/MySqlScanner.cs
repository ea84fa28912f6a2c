namespace Lumina.Environments.Data;

/// <summary>
/// Cuts a file into statements as the client <c>mysql</c> does: the delimiter within quotes and comments ends nothing, and a line with
/// <c>DELIMITER</c> names another. Comments that the server executes (<c>/*!</c>) are statements. That is what mysqldump and mariadb-dump write.
/// </summary>
internal sealed class MySqlScanner(string file, string text)
{
    private const string Command = "DELIMITER";

    private string _delimiter = ";";
    private int _at;
    private int _line = 1;
    private int _start = -1;
    private int _startLine;

    /// <exception cref="FormatException">Something is not closed, or a delimiter is not named.</exception>
    public IReadOnlyList<SqlStatement> Scan()
    {
        List<SqlStatement> statements = [];
        while (_at < text.Length)
        {
            if (_start < 0 && IsDelimiterCommand())
            {
                TakeDelimiter();
            }
            else if (At(_delimiter))
            {
                Finish(statements);
                Advance(_at + _delimiter.Length);
            }
            else if (!SkipComment())
            {
                TakePart();
            }
        }

        Finish(statements);
        return statements;
    }

    private void TakePart()
    {
        char character = text[_at];
        if (!char.IsWhiteSpace(character) && _start < 0)
        {
            (_start, _startLine) = (_at, _line);
        }

        Advance(character switch
        {
            '\'' or '"' => EndOfQuote(character, escapes: true),
            '`' => EndOfQuote(character, escapes: false),
            '/' when At("/*") => EndOf("*/", "A comment (/*)"),
            _ => _at + 1,
        });
    }

    /// <summary>Passes over a comment that is for nobody but readers.</summary>
    private bool SkipComment()
    {
        bool toLineEnd = text[_at] == '#' || (At("--") && (_at + 2 == text.Length || char.IsWhiteSpace(text[_at + 2])));
        bool enclosed = At("/*") && !At("/*!") && !At("/*M!") && !At("/*+");
        if (toLineEnd)
        {
            Advance(LineEnd());
        }
        else if (enclosed)
        {
            Advance(EndOf("*/", "A comment (/*)"));
        }

        return toLineEnd || enclosed;
    }

    private bool IsDelimiterCommand() =>
        text.AsSpan(_at).StartsWith(Command, StringComparison.OrdinalIgnoreCase) && (_at + Command.Length == text.Length || char.IsWhiteSpace(text[_at + Command.Length]));

    private void TakeDelimiter()
    {
        string[] words = text[_at..LineEnd()].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        _delimiter = words.Length > 1 ? words[1] : throw new FormatException($"{file}({_line}): {Command} names none.");
        Advance(LineEnd());
    }

    private void Finish(List<SqlStatement> statements)
    {
        if (_start >= 0)
        {
            statements.Add(new SqlStatement(text[_start.._at].TrimEnd(), _startLine));
        }

        _start = -1;
    }

    private bool At(string mark) => text.AsSpan(_at).StartsWith(mark, StringComparison.Ordinal);

    private void Advance(int to)
    {
        _line += text.AsSpan(_at, to - _at).Count('\n');
        _at = to;
    }

    private int LineEnd() => text.IndexOf('\n', _at) is >= 0 and int end ? end : text.Length;

    private int EndOf(string mark, string what) =>
        text.IndexOf(mark, _at + mark.Length, StringComparison.Ordinal) is >= 0 and int found ? found + mark.Length : throw NotClosed(what);

    private int EndOfQuote(char quote, bool escapes)
    {
        for (int i = _at + 1; i < text.Length; i++)
        {
            if (escapes && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == quote)
            {
                if (i + 1 >= text.Length || text[i + 1] != quote)
                {
                    return i + 1;
                }

                i++;
            }
        }

        throw NotClosed($"A quote ({quote})");
    }

    private FormatException NotClosed(string what) => new($"{file}({_line}): {what} is not closed.");
}
