using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>The codecs of plain values.</summary>
internal static class Codecs
{
    public static JsonCodec<string> Text { get; } = new TextCodec();

    public static JsonCodec<bool> Boolean { get; } = new BooleanCodec();

    public static JsonCodec<int> Integer { get; } = new IntegerCodec();

    public static JsonCodec<double> Number { get; } = new NumberCodec();

    public static JsonCodec<TimeSpan> Duration { get; } = new ParsedCodec<TimeSpan>(DurationText.TryParse, DurationText.Format, DurationText.Form);

    public static JsonCodec<ComponentName> ComponentName { get; } = new ParsedCodec<ComponentName>(
        (string text, out ComponentName name) => Environments.ComponentName.TryParse(text, null, out name),
        name => name.ToString(),
        "A component's name reads kind/name, such as database/orders, or only the kind, such as network.");

    public static JsonCodec<Uri> Address { get; } = new ParsedCodec<Uri>(
        (string text, [MaybeNullWhen(false)] out Uri address) => Uri.TryCreate(text, UriKind.Absolute, out address),
        address => address.OriginalString,
        "An address has its scheme, such as https://api.example.com.");

    public static JsonCodec<IReadOnlyList<string>> Texts { get; } = List(Text);

    public static JsonCodec<IReadOnlyList<int>> Integers { get; } = List(Integer);

    public static JsonCodec<IReadOnlyList<ComponentName>> ComponentNames { get; } = List(ComponentName);

    public static JsonCodec<IReadOnlyDictionary<string, string>> TextMap { get; } = new MapCodec<string>(Text);

    public static JsonCodec<IReadOnlyList<T>> List<T>(JsonCodec<T> item) => new ListCodec<T>(item);

    /// <summary>An enum, by its names in camel case.</summary>
    public static JsonCodec<T> Enum<T>()
        where T : struct, Enum =>
        new ParsedCodec<T>(EnumText.TryParse, EnumText.Format, $"Allowed: {string.Join(", ", System.Enum.GetValues<T>().Select(EnumText.Format))}.");

    /// <summary>An open type, by its name.</summary>
    public static JsonCodec<T> Name<T>(Func<string, T> make, Func<T, string> name) => new ParsedCodec<T>(
        (string text, [MaybeNullWhen(false)] out T value) =>
        {
            value = make(text);
            return true;
        },
        name,
        "It is a name in lower case.");

    private sealed class TextCodec : JsonCodec<string>
    {
        public override string Form => "It is a text.";

        public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out string value)
        {
            value = json.ValueKind == JsonValueKind.String ? json.GetString() : json.ValueKind == JsonValueKind.Null && reading.IsConfiguration ? "" : null;
            return value is not null || Refuse(json, path, reading);
        }

        public override void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);
    }

    private sealed class BooleanCodec : JsonCodec<bool>
    {
        public override string Form => "It is true or false.";

        public override bool TryRead(JsonElement json, string path, JsonReading reading, out bool value)
        {
            value = json.ValueKind == JsonValueKind.True;
            return json.ValueKind is JsonValueKind.True or JsonValueKind.False
                || (reading.IsConfiguration && json.ValueKind == JsonValueKind.String && bool.TryParse(json.GetString(), out value))
                || Refuse(json, path, reading);
        }

        public override void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);
    }

    private sealed class IntegerCodec : JsonCodec<int>
    {
        public override string Form => "It is a whole number.";

        public override bool TryRead(JsonElement json, string path, JsonReading reading, out int value)
        {
            value = 0;
            return (json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out value))
                || (reading.IsConfiguration && json.ValueKind == JsonValueKind.String && int.TryParse(json.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
                || Refuse(json, path, reading);
        }

        public override void Write(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);
    }

    private sealed class NumberCodec : JsonCodec<double>
    {
        public override string Form => "It is a number.";

        public override bool TryRead(JsonElement json, string path, JsonReading reading, out double value)
        {
            value = 0;
            bool read = (json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out value))
                || (reading.IsConfiguration && json.ValueKind == JsonValueKind.String && double.TryParse(json.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out value));
            return (read && double.IsFinite(value)) || Refuse(json, path, reading);
        }

        public override void Write(Utf8JsonWriter writer, double value)
        {
            // JSON has no infinity; the validator refuses one, and a spec that was not validated must still have a text.
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
            }
        }
    }
}
