namespace Lumina.Environments;

/// <summary>How a metric is held against an alert's threshold.</summary>
public enum AlertOperator
{
    /// <summary>The metric is above the threshold.</summary>
    GreaterThan,

    /// <summary>The metric is at or above the threshold.</summary>
    GreaterThanOrEqual,

    /// <summary>The metric is below the threshold.</summary>
    LessThan,

    /// <summary>The metric is at or below the threshold.</summary>
    LessThanOrEqual,
}
