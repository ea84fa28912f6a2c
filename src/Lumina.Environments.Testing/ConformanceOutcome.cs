namespace Lumina.Environments.Testing;

/// <summary>How a rule ended.</summary>
public enum ConformanceOutcome
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It is broken.</summary>
    Failed,

    /// <summary>It says nothing about what is tested.</summary>
    NotApplicable,
}
