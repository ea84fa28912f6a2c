using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>Writes arguments and their values as terraform's JSON: every text a literal, every expression as it was put together.</summary>
internal static class TerraformValueWriter
{
    public static void Write(Utf8JsonWriter writer, TerraformBlock block)
    {
        writer.WriteStartObject();
        foreach ((string name, TerraformValue value) in block)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, TerraformValue value)
    {
        switch (value)
        {
            case TerraformValue.Literal { Value: string text }:
                writer.WriteStringValue(TerraformExpression.Escape(text));
                break;
            case TerraformValue.Literal { Value: bool flag }:
                writer.WriteBooleanValue(flag);
                break;
            case TerraformValue.Literal { Value: long number }:
                writer.WriteNumberValue(number);
                break;
            case TerraformValue.Literal { Value: double number }:
                writer.WriteNumberValue(number);
                break;
            case TerraformValue.Digits { Text: { } digits }:
                writer.WriteRawValue(digits);
                break;
            case TerraformValue.Computed { Expression: { } expression }:
                writer.WriteStringValue(expression.Template);
                break;
            case TerraformValue.Address { Value: { } address }:
                writer.WriteStringValue(address.ToString());
                break;
            case TerraformValue.Sequence { Items: { } items }:
                writer.WriteStartArray();
                foreach (TerraformValue item in items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case TerraformValue.Dictionary { Entries: { } entries }:
                writer.WriteStartObject();
                foreach ((string key, TerraformValue entry) in entries)
                {
                    writer.WritePropertyName(TerraformExpression.Escape(key));
                    Write(writer, entry);
                }

                writer.WriteEndObject();
                break;
            case TerraformValue.Nested { Block: { } block }:
                Write(writer, block);
                break;
        }
    }
}
