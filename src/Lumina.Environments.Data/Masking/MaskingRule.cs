using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Lumina.Environments;

/// <summary>Says how columns are masked: one column, those whose name fits a pattern, or those of a type.</summary>
/// <remarks>
/// The rule that says most exactly which column it means is taken: one for the column, then one from a model's attribute, then the column's own
/// comment (<c>lumina:mask=email</c>, with the name of a <see cref="MaskingKind"/>), then one for a pattern, then one for a type. Two of the
/// same standing that differ are a fault.
/// </remarks>
public sealed record MaskingRule
{
    private MaskingRule(MaskingRuleScope scope, string target, ColumnMask mask) => (Scope, Target, Mask) = (scope, target, mask);

    /// <summary>How the columns are masked.</summary>
    public ColumnMask Mask { get; }

    internal MaskingRuleScope Scope { get; }

    internal string Target { get; }

    /// <summary>A rule for one column.</summary>
    /// <param name="column"><c>table.column</c> or <c>schema.table.column</c>, as the database spells them. A column that is not there is a fault.</param>
    /// <param name="mask">How it is masked.</param>
    public static MaskingRule ForColumn(string column, ColumnMask mask) => Make(MaskingRuleScope.Column, column, mask);

    /// <summary>A rule for all columns whose name fits a pattern.</summary>
    /// <param name="pattern">A column's name, in any case, without its table; <c>*</c> stands for any characters, such as in <c>*_email</c>.</param>
    /// <param name="mask">How they are masked.</param>
    public static MaskingRule ForColumnsNamed(string pattern, ColumnMask mask) => Make(MaskingRuleScope.Name, pattern, mask);

    /// <summary>A rule for all columns of a type.</summary>
    /// <param name="type">The type as PostgreSQL formats it, with or without its length: <c>inet</c>, <c>character varying</c>, <c>numeric(10,2)</c>.</param>
    /// <param name="mask">How they are masked.</param>
    public static MaskingRule ForType(string type, ColumnMask mask) => Make(MaskingRuleScope.Type, type, mask);

    /// <summary>A rule for each property of a model that bears a <see cref="MaskedAttribute"/>.</summary>
    /// <typeparam name="T">The model.</typeparam>
    /// <param name="table">Its table, as <c>table</c> or <c>schema.table</c>. A property's column has its name, whatever the case and the underscores; one that is not there is a fault.</param>
    /// <exception cref="ArgumentException">An attribute says <see cref="MaskingKind.Constant"/>, for which it has no text.</exception>
    public static IReadOnlyList<MaskingRule> ForModel<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(string table)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        return
        [
            .. from property in typeof(T).GetProperties()
               let masked = property.GetCustomAttribute<MaskedAttribute>()
               where masked is not null
               select Make(
                   MaskingRuleScope.Property,
                   $"{table}.{property.Name}",
                   ColumnMask.Find(masked.Kind.ToString()) ?? throw new ArgumentException($"Property {property.Name} of {typeof(T).Name} is masked as {masked.Kind}, which needs a rule of its own.", nameof(table))),
        ];
    }

    /// <summary>What the rule is for, and the mask.</summary>
    public override string ToString() => $"{Scope} {Target}: {Mask}";

    private static MaskingRule Make(MaskingRuleScope scope, string target, ColumnMask mask)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        ArgumentNullException.ThrowIfNull(mask);
        return new MaskingRule(scope, target, mask);
    }
}

/// <summary>From the most exact to the most general.</summary>
internal enum MaskingRuleScope
{
    Column,
    Property,
    Comment,
    Name,
    Type,
}
