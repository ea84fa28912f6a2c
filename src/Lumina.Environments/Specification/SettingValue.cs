using System.Text;

namespace Lumina.Environments;

/// <summary>The value of a setting: text, a reference, a secret, or text with references in it.</summary>
public sealed record SettingValue
{
    private SettingValue(IReadOnlyList<object> parts, Secret? secret = null) => (Parts, Secret, References) = (parts, secret, [.. parts.OfType<Reference>()]);

    /// <summary>The secret that the value is; null where it is none.</summary>
    public Secret? Secret { get; }

    /// <summary>The references in it.</summary>
    public IEnumerable<Reference> References { get; }

    /// <summary>Texts and references, in their order; empty for a secret.</summary>
    internal IReadOnlyList<object> Parts { get; }

    /// <summary>The text as it is: a <c>${</c> in it means nothing.</summary>
    public static SettingValue FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new SettingValue(text.Length == 0 ? [] : [text]);
    }

    /// <summary>The value of a reference.</summary>
    public static SettingValue FromReference(Reference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new SettingValue([reference]);
    }

    /// <summary>A secret.</summary>
    public static SettingValue FromSecret(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return new SettingValue([], secret);
    }

    /// <summary>Text in which <c>${kind/name:output}</c> is a reference and <c>$${</c> stands for <c>${</c>: the form that JSON and configuration use.</summary>
    /// <exception cref="FormatException">A <c>${</c> is not closed, or what is in it is no reference.</exception>
    public static SettingValue Parse(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        List<object> parts = [];
        StringBuilder text = new();
        int i = 0;
        while (i < template.Length)
        {
            if (template.AsSpan(i).StartsWith("$${"))
            {
                text.Append("${");
                i += 3;
            }
            else if (template.AsSpan(i).StartsWith("${"))
            {
                int end = template.IndexOf('}', i);
                if (end < 0 || !Reference.TryParse(template[i..(end + 1)], out Reference? reference))
                {
                    throw new FormatException($"'{template[i..(end < 0 ? template.Length : end + 1)]}' is no reference: it reads ${{kind/name:output}}, such as ${{database/orders:connectionString}}; write $${{ for a literal ${{.");
                }

                Flush(parts, text);
                parts.Add(reference);
                i = end + 1;
            }
            else
            {
                text.Append(template[i++]);
            }
        }

        Flush(parts, text);
        return new SettingValue(parts);
    }

    /// <summary>The text, with what each reference leads to in its place; for a secret its value.</summary>
    /// <param name="follow">Says what a reference leads to.</param>
    /// <exception cref="InvalidOperationException">The value of the secret is not to be had.</exception>
    public string Resolve(Func<Reference, string> follow)
    {
        ArgumentNullException.ThrowIfNull(follow);
        return Secret is not null ? Secret.Reveal() : string.Concat(Parts.Select(part => part is Reference reference ? follow(reference) : (string)part));
    }

    /// <summary>The text as it is.</summary>
    public static implicit operator SettingValue(string text) => FromText(text);

    /// <summary>The value of a reference.</summary>
    public static implicit operator SettingValue(Reference reference) => FromReference(reference);

    /// <summary>A secret.</summary>
    public static implicit operator SettingValue(Secret secret) => FromSecret(secret);

    /// <summary>The form that <see cref="Parse"/> reads; <c>***</c> for a secret.</summary>
    public override string ToString() => Secret is not null
        ? Secret.ToString()
        : string.Concat(Parts.Select(part => part is string text ? text.Replace("${", "$${", StringComparison.Ordinal) : part.ToString()));

    /// <inheritdoc />
    public bool Equals(SettingValue? other) => other is not null && Equals(Secret, other.Secret) && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Secret, Parts.Count, Parts.Count > 0 ? Parts[0] : null);

    private static void Flush(List<object> parts, StringBuilder text)
    {
        if (text.Length > 0)
        {
            parts.Add(text.ToString());
            text.Clear();
        }
    }
}
