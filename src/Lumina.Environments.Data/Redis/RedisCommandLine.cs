using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lumina.Environments.Data;

/// <summary>Splits a line into a command and its arguments, with the quoting of <c>redis-cli</c>.</summary>
/// <remarks>
/// Between double quotes <c>\n</c>, <c>\r</c>, <c>\t</c>, <c>\b</c>, <c>\a</c> and <c>\x</c> with two digits stand for bytes, and any other character after a
/// backslash for itself. Between single quotes only <c>\'</c> is special. Quotes end at a space or the end of the line.
/// </remarks>
internal sealed class RedisCommandLine
{
    private const int LongestRune = 4;

    private readonly string _line;
    private readonly ArrayBufferWriter<byte> _part = new();
    private int _at;

    private RedisCommandLine(string line) => _line = line;

    /// <returns>The parts; none for a line without any.</returns>
    /// <exception cref="FormatException">Its quotes make no sense.</exception>
    public static IReadOnlyList<byte[]> Split(string line) => new RedisCommandLine(line).Split();

    private IReadOnlyList<byte[]> Split()
    {
        List<byte[]> parts = [];
        while (true)
        {
            while (_at < _line.Length && char.IsWhiteSpace(_line[_at]))
            {
                _at++;
            }

            if (_at == _line.Length)
            {
                return parts;
            }

            ReadPart();
            parts.Add(_part.WrittenSpan.ToArray());
            _part.ResetWrittenCount();
        }
    }

    private void ReadPart()
    {
        while (_at < _line.Length && !char.IsWhiteSpace(_line[_at]))
        {
            if (_line[_at] is '"' or '\'')
            {
                ReadQuoted(_line[_at++]);
            }
            else
            {
                WriteRune();
            }
        }
    }

    private void ReadQuoted(char quote)
    {
        int opened = _at;
        while (_at < _line.Length)
        {
            if (_line[_at] == quote)
            {
                _at++;
                if (_at < _line.Length && !char.IsWhiteSpace(_line[_at]))
                {
                    throw new FormatException($"After the closing {quote} at column {_at} there must be a space.");
                }

                return;
            }

            if (quote == '"')
            {
                ReadDoubleQuoted();
            }
            else
            {
                _at += _line.AsSpan(_at).StartsWith("\\'") ? 1 : 0;
                WriteRune();
            }
        }

        throw new FormatException($"The {quote} at column {opened} is not closed on its line.");
    }

    private void ReadDoubleQuoted()
    {
        if (_line[_at] != '\\' || _at + 1 == _line.Length)
        {
            WriteRune();
            return;
        }

        _at++;
        if (_line[_at] == 'x' && _at + 2 < _line.Length && byte.TryParse(_line.AsSpan(_at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
        {
            _part.Write([value]);
            _at += 3;
            return;
        }

        if ("nrtba".IndexOf(_line[_at], StringComparison.Ordinal) is >= 0 and int escape)
        {
            _part.Write("\n\r\t\b\a"u8.Slice(escape, 1));
            _at++;
            return;
        }

        WriteRune();
    }

    private void WriteRune()
    {
        Rune rune = Rune.GetRuneAt(_line, _at);
        _part.Advance(rune.EncodeToUtf8(_part.GetSpan(LongestRune)));
        _at += rune.Utf16SequenceLength;
    }
}
