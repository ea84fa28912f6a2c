using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lumina.Environments.Data;

/// <summary>Every text and number in a document; its structure stays, and its property names unless they look like personal data.</summary>
internal sealed class JsonMask(ValueMasks masks) : IValueMask
{
    private const int DeepestDocument = 1000;
    private static readonly ValueShape AnyText = new(ColumnFamily.Text);
    private static readonly ValueShape AnyNumber = new(ColumnFamily.Decimal);

    public bool KeepsDifferent => false;

    public string Replace(string value, ValueShape shape, int attempt)
    {
        using JsonDocument document = JsonDocument.Parse(value, new JsonDocumentOptions { MaxDepth = DeepestDocument });
        using MemoryStream result = new();
        using (Utf8JsonWriter writer = new(result, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = DeepestDocument, SkipValidation = true }))
        {
            Write(document.RootElement, writer);
        }

        return Encoding.UTF8.GetString(result.GetBuffer(), 0, (int)result.Length);
    }

    private void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    writer.WritePropertyName(PersonalContent.Find(property.Name) is null ? property.Name : Text(property.Name));
                    Write(property.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text(element.GetString()!));
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(masks.For(MaskingKind.Number, ColumnFamily.Decimal).Replace(element.GetRawText(), AnyNumber, attempt: 0));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // A text that is as a whole an address or a number is masked as such: it is the same then as in a column of its own.
    private string Text(string text) => text.Trim() is { Length: > 0 } core
        ? text.Replace(core, masks.For(PersonalContent.KindOfWhole(core) ?? MaskingKind.Text, ColumnFamily.Text).Replace(core, AnyText, attempt: 0), StringComparison.Ordinal)
        : text;
}
