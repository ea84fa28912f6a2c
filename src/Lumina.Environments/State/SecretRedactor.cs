using System.Text;
using System.Text.Encodings.Web;

namespace Lumina.Environments;

/// <summary>Replaces an environment's known secret values in text, in their URL, base64 and JSON forms too: drivers' messages carry them.</summary>
internal sealed class SecretRedactor
{
    private const string Replacement = "***";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private string[]? _forms;

    public void Add(string? value)
    {
        if (value is not { Length: >= Secret.MinimumLength })
        {
            return;
        }

        lock (_lock)
        {
            if (_values.Add(value))
            {
                _forms = null;
            }
        }
    }

    public string Redact(string text)
    {
        foreach (string form in Forms())
        {
            text = text.Replace(form, Replacement, StringComparison.Ordinal);
        }

        return text;
    }

    public bool Finds(string text) => Forms().Any(form => text.Contains(form, StringComparison.Ordinal));

    // Longest first: a connection string holds its password, and the whole of it must go.
    private string[] Forms()
    {
        lock (_lock)
        {
            return _forms ??= [.. _values.SelectMany(FormsOf).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)];
        }
    }

    private static IEnumerable<string> FormsOf(string value)
    {
        yield return value;
        yield return Uri.EscapeDataString(value);
        yield return JavaScriptEncoder.Default.Encode(value);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
    }
}
