namespace Lumina.Environments;

/// <summary>What a price is for.</summary>
public enum PriceUnit
{
    /// <summary>One thing for one hour.</summary>
    Hour,

    /// <summary>One gibibyte for one month of 730 hours.</summary>
    GibibyteMonth,
}
