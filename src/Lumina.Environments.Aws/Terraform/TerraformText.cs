using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>Puts a text together of literals and what terraform works out, such as a JSON document with identifiers in it.</summary>
internal sealed class TerraformText
{
    private readonly List<TerraformValue> _parts = [];

    /// <summary>Adds a literal text or an expression.</summary>
    public TerraformText Add(TerraformValue part)
    {
        _parts.Add(part);
        return this;
    }

    /// <summary>Adds a literal with numbers in it.</summary>
    public TerraformText AddFormat(FormattableString text) => Add(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a literal as JSON's string, with its quotes.</summary>
    public TerraformText AddJson(string text) => Add($"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    public TerraformExpression ToExpression() => TerraformExpression.Join(_parts);
}
