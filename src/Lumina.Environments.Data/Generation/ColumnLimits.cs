using System.Globalization;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Data;

/// <summary>What check constraints allow in a column, as far as they are plain: comparisons with numbers, lists of values, and lengths, all of which hold. What else a constraint says is left to the server, which refuses the row.</summary>
internal sealed partial record ColumnLimits
{
    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    public int? MinimumLength { get; init; }

    public int? MaximumLength { get; init; }

    /// <summary>The values that are allowed; null where there is no list of them.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Adds what a constraint says.</summary>
    /// <param name="definition">As the catalog writes it, such as <c>CHECK (((quantity &gt;= 1) AND (quantity &lt;= 10)))</c>.</param>
    /// <param name="column">The column; <c>VALUE</c> for a domain.</param>
    /// <param name="isWhole">Whether the column holds whole numbers, so that "more than 0" is "at least 1".</param>
    public ColumnLimits With(string definition, string column, bool isWhole)
    {
        string name = $@"\(*""?{Regex.Escape(column)}""?\)*";
        string text = Cast().Replace(definition, "");
        text = Regex.Replace(text, $@"\(*{name} IS NULL\)* OR ", "", RegexOptions.CultureInvariant, Timeout.InfiniteTimeSpan);
        if (text.Contains(" OR ", StringComparison.Ordinal) || text.Contains("NOT ", StringComparison.Ordinal))
        {
            return this;
        }

        ColumnLimits limits = this;
        foreach (Match match in Matches(text, $@"(?<![\w.""])(?:(?<length>char_length|character_length|length)\(+)?{name}\s*(?<sign>>=|<=|>|<|=)\s*\(*'?(?<number>-?\d+(?:\.\d+)?)'?(?=[\s)]|$)"))
        {
            decimal number = decimal.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
            limits = match.Groups["length"].Success ? limits.WithLength(match.Groups["sign"].Value, (int)number) : limits.WithNumber(match.Groups["sign"].Value, number, isWhole);
        }

        foreach (Match match in Matches(text, $@"(?<![\w.""]){name}\s*=\s*ANY\s*\(+ARRAY\[(?<values>.*?)\]\)"))
        {
            limits = limits with { Allowed = [.. Value().Matches(match.Groups["values"].Value).Select(value => value.Groups["text"].Success ? value.Groups["text"].Value.Replace("''", "'", StringComparison.Ordinal) : value.Value)] };
        }

        return limits;
    }

    private ColumnLimits WithNumber(string sign, decimal number, bool isWhole)
    {
        decimal step = isWhole ? 1 : 0.01m;
        return sign switch
        {
            ">=" => this with { Minimum = Most(Minimum, number) },
            ">" => this with { Minimum = Most(Minimum, number + step) },
            "<=" => this with { Maximum = Least(Maximum, number) },
            "<" => this with { Maximum = Least(Maximum, number - step) },
            _ => this with { Minimum = number, Maximum = number },
        };
    }

    private ColumnLimits WithLength(string sign, int length) => sign switch
    {
        ">=" => this with { MinimumLength = length },
        ">" => this with { MinimumLength = length + 1 },
        "<=" => this with { MaximumLength = length },
        "<" => this with { MaximumLength = length - 1 },
        _ => this with { MinimumLength = length, MaximumLength = length },
    };

    private static decimal Most(decimal? left, decimal right) => left > right ? left.Value : right;

    private static decimal Least(decimal? left, decimal right) => left < right ? left.Value : right;

    private static IEnumerable<Match> Matches(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.InfiniteTimeSpan);

    [GeneratedRegex(@"::(?:""[^""]+""|[a-z_]\w*)(?:\.\w+)?(?: (?:varying|precision|without time zone|with time zone))?(?:\(\d+(?:,\d+)?\))?(?:\[\])?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Cast();

    [GeneratedRegex(@"'(?<text>(?:[^']|'')*)'|-?\d+(?:\.\d+)?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Value();
}
