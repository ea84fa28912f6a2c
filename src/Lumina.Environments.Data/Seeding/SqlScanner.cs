using System.Text.RegularExpressions;

namespace Lumina.Environments.Data;

/// <summary>
/// Cuts a file into statements as psql does: semicolons within quotes, comments, dollar quotes, parentheses and SQL function bodies
/// end nothing; the rows after a <c>COPY … FROM stdin</c> belong to it. That is what pg_dump writes.
/// </summary>
internal sealed partial class SqlScanner(string file, string text)
{
    /// <summary>pg_dump puts these around its output since 2025; they mean something to psql only.</summary>
    private static readonly string[] PassedOver = ["\\restrict", "\\unrestrict"];

    private int _at;
    private int _line = 1;
    private int _start = -1;
    private int _startLine;
    private int _parentheses;
    private int _blocks;

    /// <exception cref="FormatException">Something is not closed, or is a command of psql's.</exception>
    public IReadOnlyList<SqlStatement> Scan()
    {
        List<SqlStatement> statements = [];
        while (_at < text.Length)
        {
            char character = text[_at];
            if (Skip(character))
            {
                continue;
            }

            if (character == '\\' && _start < 0)
            {
                SkipCommand();
                continue;
            }

            if (character == ';' && _parentheses <= 0 && _blocks == 0)
            {
                Finish(statements);
                Advance(_at + 1);
                _start = -1;
                if (statements.Count > 0 && IsCopyFromInput(statements[^1].Text) && statements[^1].CopyData is null)
                {
                    statements[^1] = statements[^1] with { CopyData = TakeRows() };
                }

                continue;
            }

            Begin();
            _parentheses += character switch { '(' => 1, ')' => -1, _ => 0 };
            Advance(char.IsAsciiLetter(character) ? TakeWord() : _at + 1);
        }

        Finish(statements);
        return statements;
    }

    /// <summary>Passes over what can hold semicolons: blanks and comments between statements, comments, quotes.</summary>
    private bool Skip(char character)
    {
        char next = _at + 1 < text.Length ? text[_at + 1] : '\0';
        int end = character switch
        {
            '-' when next == '-' => EndOf("\n", _at, "", optional: true),
            '/' when next == '*' => EndOfComment(),
            '\'' => EndOfQuote('\'', IsEscapeString()),
            '"' => EndOfQuote('"', escapes: false),
            '$' => EndOfDollarQuote(),
            _ when char.IsWhiteSpace(character) => _at + 1,
            _ => -1,
        };
        if (end < 0)
        {
            return false;
        }

        if (character is '\'' or '"' or '$')
        {
            Begin();
        }

        Advance(end);
        return true;
    }

    private void Begin()
    {
        if (_start < 0)
        {
            (_start, _startLine, _parentheses, _blocks) = (_at, _line, 0, 0);
        }
    }

    private void Advance(int to)
    {
        _line += text.AsSpan(_at, to - _at).Count('\n');
        _at = to;
    }

    private void Finish(List<SqlStatement> statements)
    {
        if (_start >= 0)
        {
            statements.Add(new SqlStatement(text[_start.._at].TrimEnd(), _startLine));
        }
    }

    /// <summary>Only within a function's body do <c>BEGIN ATOMIC</c>, <c>CASE</c> and <c>END</c> hold statements together.</summary>
    private int TakeWord()
    {
        int end = _at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '$'))
        {
            end++;
        }

        ReadOnlySpan<char> word = text.AsSpan(_at, end - _at);
        if (word.Equals("BEGIN", StringComparison.OrdinalIgnoreCase) && Atomic().IsMatch(text.AsSpan(end, Math.Min(64, text.Length - end))))
        {
            _blocks++;
        }
        else if (_blocks > 0 && word.Equals("CASE", StringComparison.OrdinalIgnoreCase))
        {
            _blocks++;
        }
        else if (_blocks > 0 && word.Equals("END", StringComparison.OrdinalIgnoreCase))
        {
            _blocks--;
        }

        return end;
    }

    private bool IsEscapeString() => _at > 0 && text[_at - 1] is 'E' or 'e' && (_at < 2 || !char.IsAsciiLetterOrDigit(text[_at - 2]));

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

    private int EndOfComment()
    {
        int depth = 0;
        for (int i = _at; i + 1 < text.Length; i++)
        {
            if (text[i] == '/' && text[i + 1] == '*')
            {
                depth++;
                i++;
            }
            else if (text[i] == '*' && text[i + 1] == '/')
            {
                i++;
                if (--depth == 0)
                {
                    return i + 1;
                }
            }
        }

        throw NotClosed("A comment (/*)");
    }

    /// <summary>-1 where the sign is none: a parameter, or a part of a name.</summary>
    private int EndOfDollarQuote()
    {
        Match tag = DollarTag().Match(text, _at, Math.Min(66, text.Length - _at));
        bool isPartOfName = _at > 0 && (char.IsAsciiLetterOrDigit(text[_at - 1]) || text[_at - 1] == '_');
        return tag.Success && !isPartOfName ? EndOf(tag.Value, _at + tag.Length, $"A dollar quote ({tag.Value})", optional: false) : -1;
    }

    private int EndOf(string mark, int from, string what, bool optional)
    {
        int found = text.IndexOf(mark, from, StringComparison.Ordinal);
        return found >= 0 ? found + mark.Length : optional ? text.Length : throw NotClosed(what);
    }

    private void SkipCommand()
    {
        int end = EndOf("\n", _at, "", optional: true);
        string command = text[_at..end].Trim();
        if (!Array.Exists(PassedOver, known => command.StartsWith(known, StringComparison.Ordinal)))
        {
            throw new FormatException($"{file}({_line}): '{command}' is a command of psql's, not SQL. Take it out; files are run in the order in which they are given.");
        }

        Advance(end);
    }

    private static bool IsCopyFromInput(string statement) => CopyFromInput().IsMatch(statement);

    private string TakeRows()
    {
        // The rest of the statement's own line, then rows to a line that holds only the end mark.
        Advance(EndOf("\n", _at, "", optional: true));
        int end = _at;
        while (end < text.Length)
        {
            int lineEnd = text.IndexOf('\n', end);
            lineEnd = lineEnd < 0 ? text.Length : lineEnd;
            if (text.AsSpan(end, lineEnd - end).TrimEnd('\r').SequenceEqual("\\."))
            {
                string rows = text[_at..end];
                Advance(Math.Min(lineEnd + 1, text.Length));
                return rows;
            }

            end = Math.Min(lineEnd + 1, text.Length);
        }

        throw NotClosed("The rows of a COPY (\\.)");
    }

    private FormatException NotClosed(string what) => new($"{file}({_line}): {what} is not closed.");

    [GeneratedRegex(@"^\s+ATOMIC\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Atomic();

    [GeneratedRegex(@"\G\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex DollarTag();

    [GeneratedRegex(@"^COPY\b.+\bFROM\s+STDIN\b", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex CopyFromInput();
}
