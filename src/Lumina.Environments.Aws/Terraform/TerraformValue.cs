namespace Lumina.Environments.Aws;

/// <summary>The value of an argument. A string is a literal, whatever is in it.</summary>
internal abstract record TerraformValue
{
    private TerraformValue()
    {
    }

    public static implicit operator TerraformValue(string value) => new Literal(value);

    public static implicit operator TerraformValue(bool value) => new Literal(value);

    public static implicit operator TerraformValue(long value) => new Literal(value);

    public static implicit operator TerraformValue(double value) => new Literal(value);

    public static implicit operator TerraformValue(TerraformExpression value) => new Computed(value);

    public static implicit operator TerraformValue(TerraformBlock value) => new Nested(value);

    public static implicit operator TerraformValue(TerraformAddress value) => new Address(value);

    /// <summary>A number in the words of JSON, of whatever size: terraform keeps all its digits.</summary>
    public static TerraformValue Number(string digits) => new Digits(digits);

    public static TerraformValue List(params IReadOnlyList<TerraformValue> items) => new Sequence(items);

    /// <summary>Names that are a user's, too (tags, variables): they are literals as well.</summary>
    public static TerraformValue Map(IEnumerable<KeyValuePair<string, string>> entries) =>
        new Dictionary([.. entries.Select(entry => KeyValuePair.Create(entry.Key, (TerraformValue)entry.Value))]);

    /// <summary>As <see cref="Map(IEnumerable{KeyValuePair{string, string}})"/>, of values of any kind.</summary>
    public static TerraformValue MapOf(IEnumerable<KeyValuePair<string, TerraformValue>> entries) => new Dictionary([.. entries]);

    public sealed record Literal(object Value) : TerraformValue;

    public sealed record Digits(string Text) : TerraformValue;

    public sealed record Computed(TerraformExpression Expression) : TerraformValue;

    /// <summary>The bare address, as <c>depends_on</c> wants it.</summary>
    public sealed record Address(TerraformAddress Value) : TerraformValue;

    public sealed record Sequence(IReadOnlyList<TerraformValue> Items) : TerraformValue;

    public sealed record Dictionary(IReadOnlyList<KeyValuePair<string, TerraformValue>> Entries) : TerraformValue;

    public sealed record Nested(TerraformBlock Block) : TerraformValue;
}
