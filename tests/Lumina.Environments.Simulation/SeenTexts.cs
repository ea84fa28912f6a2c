using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lumina.Environments.Simulation;

/// <summary>Every text that has left the library, one after the other, so that they can be looked through for secrets.</summary>
internal sealed class SeenTexts : IDisposable
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _texts = new(1024 * 1024);
    private readonly Utf8JsonWriter _json;

    public SeenTexts() => _json = new Utf8JsonWriter(_texts, Readable);

    public void Add(string text)
    {
        Encoding.UTF8.GetBytes(text, _texts);
        _texts.Write("\n"u8);
    }

    public void Add(Action<Utf8JsonWriter> write)
    {
        _json.Reset();
        write(_json);
        _json.Flush();
        _texts.Write("\n"u8);
    }

    /// <summary>Forgets everything, for the next seed: a new buffer for each would cost more than what is written to it.</summary>
    public void Clear() => _texts.ResetWrittenCount();

    /// <summary>The first line with a secret in it; null where there is none.</summary>
    public string? Find(string secret)
    {
        ReadOnlySpan<byte> texts = _texts.WrittenSpan;
        int found = texts.IndexOf(Encoding.UTF8.GetBytes(secret));
        if (found < 0)
        {
            return null;
        }

        int start = texts[..found].LastIndexOf((byte)'\n') + 1;
        int length = texts[start..].IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(texts.Slice(start, length));
    }

    public void Dispose() => _json.Dispose();
}
