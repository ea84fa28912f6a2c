using System.Globalization;
using System.Text;

namespace Lumina.Environments.Aws;

/// <summary>
/// Something that terraform works out: a reference, or a text with references in it. It is made by the ways below alone, so that no string
/// of a user ever is one.
/// </summary>
internal sealed class TerraformExpression
{
    private TerraformExpression(string template) => Template = template;

    /// <summary>In the template language, with everything literal escaped.</summary>
    internal string Template { get; }

    /// <summary>An attribute of another resource: <c>aws_vpc.main.id</c>. Path parts are names or indexes: <c>endpoint[0].address</c>.</summary>
    public static TerraformExpression Attribute(TerraformAddress address, string path) => new($"${{{address}.{RequirePath(path)}}}");

    /// <summary>An attribute of something that is only looked up: <c>data.aws_vpc.main.id</c>.</summary>
    public static TerraformExpression DataAttribute(TerraformAddress address, string path) => new($"${{data.{address}.{RequirePath(path)}}}");

    /// <summary>No value, which is not the same as none given.</summary>
    public static TerraformExpression Null { get; } = new("${null}");

    /// <summary>A value that was given a name for all parts.</summary>
    public static TerraformExpression Local(string name) => new($"${{local.{RequirePath(name)}}}");

    /// <summary>One of two literals, by whether a named value is a word.</summary>
    public static TerraformExpression IfLocal(string name, string word, TerraformValue then, TerraformValue otherwise) =>
        new($"${{local.{RequirePath(name)} == {Literal(word)} ? {Literal(then)} : {Literal(otherwise)}}}");

    /// <summary>One of the equal parts of a block of addresses that an attribute has: <c>cidrsubnet(aws_vpc.x.cidr_block, 2, 0)</c>.</summary>
    /// <param name="address">The resource.</param>
    /// <param name="path">Its attribute.</param>
    /// <param name="bits">By how many bits the parts are told apart.</param>
    /// <param name="index">Which of them.</param>
    public static TerraformExpression Part(TerraformAddress address, string path, int bits, int index) =>
        new(string.Create(CultureInfo.InvariantCulture, $"${{cidrsubnet({address}.{RequirePath(path)}, {bits}, {index})}}"));

    /// <summary>What a module tells.</summary>
    public static TerraformExpression ModuleOutput(string module, string output) => new($"${{module.{RequireName(module)}.{RequireName(output)}}}");

    /// <summary>An attribute of the only member of a set, which has no index: <c>one(aws_acm_certificate.x.domain_validation_options[*].resource_record_name)</c>.</summary>
    public static TerraformExpression OnlyMember(TerraformAddress address, string set, string attribute) =>
        new($"${{one({address}.{RequirePath(set)}[*].{RequirePath(attribute)})}}");

    /// <summary>A text put together of literals and expressions.</summary>
    public static TerraformExpression Join(params IReadOnlyList<TerraformValue> parts)
    {
        StringBuilder template = new();
        StringBuilder literal = new();
        foreach (TerraformValue part in parts)
        {
            switch (part)
            {
                case TerraformValue.Literal { Value: string text }:
                    // Escaped together with its neighbours: "$" and "{" alone are harmless.
                    literal.Append(text);
                    break;
                case TerraformValue.Computed { Expression: { } expression }:
                    template.Append(EscapeBeforeExpression(literal.ToString())).Append(expression.Template);
                    literal.Clear();
                    break;
                default:
                    throw new ArgumentException("A text is put together of strings and expressions.", nameof(parts));
            }
        }

        return new(template.Append(Escape(literal.ToString())).ToString());
    }

    /// <summary>Makes a text one that terraform takes as it is.</summary>
    public static string Escape(string text) =>
        text.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);

    /// <summary>The text that was escaped.</summary>
    public static string Unescape(string text) =>
        text.Replace("$${", "${", StringComparison.Ordinal).Replace("%%{", "%{", StringComparison.Ordinal);

    /// <summary>A dollar right before an expression would escape it, so it is an expression itself.</summary>
    private static string EscapeBeforeExpression(string text)
    {
        string start = text.TrimEnd('$');
        return Escape(start) + string.Concat(Enumerable.Repeat("""${"$"}""", text.Length - start.Length));
    }

    private static string Literal(TerraformValue value) => value switch
    {
        TerraformValue.Literal { Value: string text } when text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') => $"\"{text}\"",
        TerraformValue.Literal { Value: long number } => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException("It is a number or a plain word.", nameof(value)),
    };

    private static string RequireName(string name) =>
        TerraformAddress.IsIdentifier(name) ? name : throw new ArgumentException($"'{name}' is no name.", nameof(name));

    private static string RequirePath(string path) =>
        path.Length > 0 && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '[' or ']')
            ? path
            : throw new ArgumentException($"'{path}' is no path to an attribute.", nameof(path));
}
