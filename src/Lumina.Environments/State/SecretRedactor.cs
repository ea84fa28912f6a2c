using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Lumina.Environments;

/// <summary>Replaces an environment's known secret values in text, in their URL, base64 and JSON forms too: drivers' messages carry them.</summary>
internal sealed partial class SecretRedactor
{
    private const string Replacement = "***";

    /// <summary>The length below which a line of a secret of several lines is left as it is: it may as well be a word of its form, such as <c>contexts:</c>.</summary>
    private const int MinimumLine = 16;

    /// <summary>What a line of a key's armour begins with.</summary>
    private const string Armour = "-----";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _passing = [];
    private string[]? _forms;

    /// <summary>Replaces a value from now on, and the password in it where it is a connection string.</summary>
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
                string trimmed = value.Trim();
                if (trimmed.Length >= Secret.MinimumLength)
                {
                    // Who is given a secret out of a file mostly takes its last line end off.
                    _values.Add(trimmed);
                }
            }
        }
    }

    /// <summary>Replaces a value until the result is disposed: of what comes and goes all the time not everything is to be remembered.</summary>
    public IDisposable Hide(string? value)
    {
        if (value is not { Length: >= Secret.MinimumLength })
        {
            return HiddenSecret.None;
        }

        lock (_lock)
        {
            _passing.Add(value);
            _forms = null;
        }

        return new HiddenSecret(() =>
        {
            lock (_lock)
            {
                _passing.Remove(value);
                _forms = null;
            }
        });
    }

    public string Redact(string text)
    {
        foreach (string form in Forms())
        {
            text = text.Replace(form, Replacement, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Whether a text holds a value as it is: faster than <see cref="Finds"/>, which looks for its other forms, too.</summary>
    public bool Holds(string text)
    {
        lock (_lock)
        {
            foreach (string value in _values)
            {
                if (text.Contains(value, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }

    public bool Finds(string text) => Forms().Any(form => text.Contains(form, StringComparison.Ordinal));

    // Longest first: a connection string holds its password, and the whole of it must go.
    private string[] Forms()
    {
        lock (_lock)
        {
            return _forms ??= [.. _values.SelectMany(WithPassword).Concat(_passing).SelectMany(WithLines).SelectMany(FormsOf).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)];
        }
    }

    private static IEnumerable<string> WithPassword(string value) => ConnectionPassword.Find(value) is { Length: >= Secret.MinimumLength } password ? [value, password] : [value];

    // What is written line by line, such as a key in PEM, never stands in one text.
    private static IEnumerable<string> WithLines(string value) => value.AsSpan().ContainsAny('\r', '\n')
        ? [value, .. value.Split(['\r', '\n'], StringSplitOptions.TrimEntries).Where(line => line.Length >= MinimumLine && !line.StartsWith(Armour, StringComparison.Ordinal))]
        : [value];

    private static IEnumerable<string> FormsOf(string value)
    {
        yield return value;
        foreach (string escaped in new[] { Uri.EscapeDataString(value), WebUtility.UrlEncode(value) })
        {
            yield return escaped;
            yield return PercentEscape().Replace(escaped, static escape => escape.Value.ToLowerInvariant());
        }

        yield return JavaScriptEncoder.Default.Encode(value);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);
        foreach (string encoded in Base64FormsOf(Encoding.UTF8.GetBytes(value)))
        {
            yield return encoded;
            yield return encoded.Replace('+', '-').Replace('/', '_');
        }
    }

    // Alone, and within a longer text (as in "user:password"): there its characters depend on where in a group of three bytes it begins, and the outermost ones on its neighbours.
    private static IEnumerable<string> Base64FormsOf(byte[] value)
    {
        yield return Convert.ToBase64String(value);
        for (int shift = 0; shift < 3; shift++)
        {
            byte[] shifted = [.. new byte[shift], .. value];
            int first = ((shift * 8) + 5) / 6;
            yield return Convert.ToBase64String(shifted)[first..(shifted.Length * 8 / 6)];
        }
    }

    [GeneratedRegex("%[0-9A-F]{2}", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex PercentEscape();
}
