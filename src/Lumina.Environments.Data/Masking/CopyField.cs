using System.Text;

namespace Lumina.Environments.Data;

/// <summary>Values as COPY writes and reads them: every type has such a text, and the same for the same value.</summary>
internal static class CopyField
{
    public const string Null = "\\N";
    public const char Separator = '\t';

    public static string Decode(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        StringBuilder value = new(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            value.Append(field[i] != '\\' ? field[i] : field[++i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\v',
                var other => other,
            });
        }

        return value.ToString();
    }

    public static string Encode(string value)
    {
        if (value.AsSpan().IndexOfAny("\\\n\r\t") < 0)
        {
            return value;
        }

        return value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
    }
}
