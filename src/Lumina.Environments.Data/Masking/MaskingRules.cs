using System.Text.RegularExpressions;

namespace Lumina.Environments.Data;

/// <summary>Finds the rule of each column.</summary>
internal sealed partial class MaskingRules(IReadOnlyList<MaskingRule> rules, List<SpecificationFault> faults)
{
    /// <summary>Null where no rule means the column.</summary>
    /// <param name="column">The column in the source.</param>
    /// <param name="targetComment">The comment that the column has in the target: it counts before that of the source.</param>
    public ColumnMask? Find(CatalogColumn column, string? targetComment)
    {
        foreach (MaskingRuleScope scope in Enum.GetValues<MaskingRuleScope>())
        {
            List<ColumnMask> masks = scope == MaskingRuleScope.Comment
                ? [.. new[] { FromComment(column, targetComment) ?? FromComment(column, column.Comment) }.OfType<ColumnMask>()]
                : [.. rules.Where(rule => rule.Scope == scope && Means(rule, column)).Select(rule => rule.Mask).Distinct()];
            if (masks.Count > 1)
            {
                faults.Add(new SpecificationFault("rules", $"Several rules of the same standing ({scope}) mean column {column.Id}: {string.Join(", ", masks)}.", $"Leave one, or add MaskingRule.ForColumn(\"{column.Id}\", …)."));
            }

            if (masks.Count > 0)
            {
                return masks[0];
            }
        }

        return null;
    }

    /// <summary>A rule for a column that is not there may have been meant for one that is now copied as it is.</summary>
    public void CheckColumns(IReadOnlyList<CatalogColumn> columns)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            MaskingRule rule = rules[i];
            if (rule.Scope is MaskingRuleScope.Column or MaskingRuleScope.Property && !columns.Any(column => Means(rule, column)))
            {
                faults.Add(new SpecificationFault($"rules[{i}]", $"No column '{rule.Target}' is in the source.", "Name it as table.column or schema.table.column, as the database spells them."));
            }
        }
    }

    private static bool Means(MaskingRule rule, CatalogColumn column) => rule.Scope switch
    {
        MaskingRuleScope.Column => IsNamed(column.Id, rule.Target),
        MaskingRuleScope.Property => IsNamed($"{column.Table}.{Plain(column.Name)}", $"{rule.Target[..rule.Target.LastIndexOf('.')]}.{Plain(rule.Target[(rule.Target.LastIndexOf('.') + 1)..])}"),
        MaskingRuleScope.Name => FitsPattern(column.Name, rule.Target),
        _ => string.Equals(column.Type, rule.Target, StringComparison.OrdinalIgnoreCase) || string.Equals(column.Type.Split('(')[0], rule.Target, StringComparison.OrdinalIgnoreCase),
    };

    // A column alone could mean one of any table.
    private static bool IsNamed(string id, string target) =>
        id == target || (target.Contains('.', StringComparison.Ordinal) && id.EndsWith($".{target}", StringComparison.Ordinal));

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static bool FitsPattern(string name, string pattern)
    {
        string expression = string.Join(".*", pattern.Split('*').Select(Regex.Escape));
        return Regex.IsMatch(name, $"^(?:{expression})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking, Timeout.InfiniteTimeSpan);
    }

    private ColumnMask? FromComment(CatalogColumn column, string? comment)
    {
        if (comment is null || !Marker().Match(comment).Groups["kind"].TryGet(out string kind))
        {
            return null;
        }

        ColumnMask? mask = ColumnMask.Find(kind);
        if (mask is null)
        {
            faults.Add(new SpecificationFault("rules", $"The comment of column {column.Id} says 'lumina:mask={kind}'.", $"Kinds are {string.Join(", ", Enum.GetNames<MaskingKind>().Where(name => name != nameof(MaskingKind.Constant))).ToLowerInvariant()}."));
        }

        return mask;
    }

    [GeneratedRegex(@"\blumina:mask=(?<kind>[\w-]*)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Marker();
}

/// <summary>What a group has matched.</summary>
internal static class MatchedGroup
{
    public static bool TryGet(this Group group, out string value)
    {
        value = group.Value;
        return group.Success;
    }
}
