namespace Lumina.Environments;

/// <summary>Says on a property of a model how the column behind it is masked: <see cref="MaskingRule.ForModel{T}"/> makes rules of it.</summary>
/// <param name="kind">What the values are. <see cref="MaskingKind.Constant"/> needs a text, and so a rule of its own.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MaskedAttribute(MaskingKind kind) : Attribute
{
    /// <summary>What the values are.</summary>
    public MaskingKind Kind { get; } = kind;
}
