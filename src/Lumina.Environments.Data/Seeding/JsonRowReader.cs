using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lumina.Environments.Data;

/// <summary>Reads the rows of a JSON file one by one, holding no more of it than one row: a list of objects for one table, or an object of tables, each with such a list.</summary>
/// <param name="stream">The file.</param>
/// <param name="file">Its name, for messages.</param>
/// <param name="table">The table of a file that holds a list; null where the file names the tables.</param>
internal sealed class JsonRowReader(Stream stream, string file, string? table)
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string? _onlyTable = table;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isLast;
    private bool _isBegun;
    private bool _isInRows;
    private long _line = 1;
    private string? _table = table;
    private JsonReaderState _state = new(Lenient);

    /// <summary>The next row; null after the last one.</summary>
    /// <exception cref="FormatException">The file holds something else; the message has its line.</exception>
    public async Task<JsonRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Step step = Next(out JsonRow? row);
            switch (step)
            {
                case Step.Row:
                    return row;
                case Step.End:
                    return null;
                default:
                    await FillAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        (_end, _isLast) = (_end + read, read == 0);
        if (_line == 1 && !_isBegun && _buffer.AsSpan(0, _end).StartsWith(Encoding.UTF8.Preamble))
        {
            _start = Encoding.UTF8.Preamble.Length;
        }
    }

    private Step Next(out JsonRow? row)
    {
        row = null;
        try
        {
            while (true)
            {
                Utf8JsonReader reader = new(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
                if (!reader.Read())
                {
                    return _isLast ? Step.End : Step.More;
                }

                if (_isInRows && reader.TokenType == JsonTokenType.StartObject)
                {
                    long line = _line + Lines((int)reader.TokenStartIndex);
                    if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? document))
                    {
                        return Step.More;
                    }

                    using (document)
                    {
                        JsonElement json = document.RootElement;
                        row = new JsonRow(_table!, [.. json.EnumerateObject().Select(member => member.Name)], Write(json), line);
                    }
                }
                else
                {
                    Take(ref reader);
                }

                _line += Lines((int)reader.BytesConsumed);
                _start += (int)reader.BytesConsumed;
                _state = reader.CurrentState;
                if (row is not null)
                {
                    return Step.Row;
                }
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{file}({_line}): it is not in UTF-8 from here on: {exception.Message}"), exception);
        }
        catch (JsonException exception)
        {
            // Its own words for the place count from 0.
            string words = exception.Message.Split(" LineNumber:", 2)[0];
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{file}({(exception.LineNumber ?? 0) + 1}): it is no JSON: {words}"), exception);
        }
    }

    /// <summary>What is around the rows.</summary>
    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray when !_isInRows && _table is not null:
                (_isBegun, _isInRows) = (true, true);
                break;
            case JsonTokenType.StartObject when !_isBegun && _onlyTable is null:
                _isBegun = true;
                break;
            case JsonTokenType.PropertyName when !_isInRows:
                _table = reader.GetString();
                break;
            case JsonTokenType.EndArray when _isInRows:
                (_isInRows, _table) = (false, null);
                break;
            case JsonTokenType.EndObject when !_isInRows:
                break;
            default:
                string wanted = _isInRows ? $"a row of '{_table}' is an object whose members name the columns"
                    : _onlyTable is not null ? $"a file for the table '{_onlyTable}' holds a list of objects"
                    : "a file without a table holds an object of tables, each with a list of objects, such as {\"orders\": [{\"id\": 1}]}";
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{file}({_line + Lines((int)reader.TokenStartIndex)}): {reader.TokenType} is not expected here: {wanted}."));
        }
    }

    // Without comments and last commas, which no server takes; numbers keep all their digits.
    private static string Write(JsonElement json)
    {
        _ = json.GetRawText(); // refuses what is not in UTF-8, where the writer puts other letters
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter writer = new(text, Plain))
        {
            json.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private int Lines(int length) => _buffer.AsSpan(_start, length).Count((byte)'\n');

    private enum Step
    {
        Row,
        More,
        End,
    }
}
