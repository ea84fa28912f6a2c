using System.Text;

namespace Lumina.Environments.Data;

/// <summary>Reads the rows of a CSV file that follow its header one by one, as COPY does: a value without quotes that is empty is null, <c>""</c> is an empty text. It holds no more of the file than one row.</summary>
/// <param name="reader">The file, from its second line on.</param>
/// <param name="file">Its name, for messages.</param>
internal sealed class CsvRowReader(TextReader reader, string file)
{
    private const char Quote = '"';
    private const int PieceSize = 64 * 1024;

    private readonly char[] _piece = new char[PieceSize];
    private readonly StringBuilder _value = new();
    private List<string?> _values = [];
    private int _at;
    private int _end;
    private long _line = 2;
    private bool _isInQuotes;
    private bool _hasQuotes;
    private char _last;

    /// <summary>The values of the next row and the line on which it begins; null after the last one.</summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public async Task<(IReadOnlyList<string?> Values, long Line)?> ReadAsync(CancellationToken cancellationToken)
    {
        _values = new List<string?>(_values.Count);
        long line = _line;
        while (true)
        {
            while (_at < _end)
            {
                if (Take(_piece[_at++]))
                {
                    return (_values, line);
                }
            }

            (_at, _end) = (0, await reader.ReadAsync(_piece, cancellationToken).ConfigureAwait(false));
            if (_end == 0)
            {
                return TakeEnd(line) ? (_values, line) : null;
            }
        }
    }

    /// <summary>Whether the row has ended with it.</summary>
    private bool Take(char next)
    {
        char last = _last;
        _last = next;
        if (next == '\n')
        {
            _line++;
        }

        if (next == Quote)
        {
            // Two of them within quotes are one; the first has closed them.
            if (!_isInQuotes && _hasQuotes && last == Quote)
            {
                _value.Append(Quote);
            }

            (_isInQuotes, _hasQuotes) = (!_isInQuotes, true);
        }
        else if (_isInQuotes || next is not (',' or '\n'))
        {
            _value.Append(next);
        }
        else
        {
            if (next == '\n' && last == '\r')
            {
                _value.Length--;
            }

            EndValue();
            return next == '\n';
        }

        return false;
    }

    /// <summary>Whether there was a row without the end of its line.</summary>
    private bool TakeEnd(long line)
    {
        if (_isInQuotes)
        {
            throw new FormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}({line}): a quote (\") is not closed."));
        }

        if (_values.Count == 0 && _value.Length == 0 && !_hasQuotes)
        {
            return false;
        }

        EndValue();
        return true;
    }

    private void EndValue()
    {
        _values.Add(_value.Length == 0 && !_hasQuotes ? null : _value.ToString());
        _value.Clear();
        _hasQuotes = false;
        _last = default;
    }
}
