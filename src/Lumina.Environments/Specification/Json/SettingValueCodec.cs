using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Settings: a text with references in it, or a secret's source.</summary>
internal sealed class SettingValueCodec : JsonCodec<SettingValue>
{
    public override string Form => $"It is a text, in which ${{kind/name:output}} is a reference. {SecretCodec.Instance.Form}";

    public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out SettingValue value)
    {
        value = null;
        if (json.ValueKind == JsonValueKind.Object)
        {
            value = SecretCodec.Instance.TryRead(json, path, reading, out Secret? secret) ? SettingValue.FromSecret(secret) : null;
            return value is not null;
        }

        if (!Codecs.Text.TryRead(json, path, reading, out string? template))
        {
            return false;
        }

        try
        {
            value = SettingValue.Parse(template);
            return true;
        }
        catch (FormatException exception)
        {
            reading.Faults.Add(path, exception.Message, "Correct the reference.");
            return false;
        }
    }

    public override void Write(Utf8JsonWriter writer, SettingValue value)
    {
        if (value.Secret is not null)
        {
            SecretCodec.Instance.Write(writer, value.Secret);
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}
