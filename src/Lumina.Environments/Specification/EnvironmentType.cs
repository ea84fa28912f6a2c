namespace Lumina.Environments;

/// <summary>What an environment is for.</summary>
public enum EnvironmentType
{
    /// <summary>A developer's own.</summary>
    Development,

    /// <summary>A rehearsal of production.</summary>
    Staging,

    /// <summary>The real thing.</summary>
    Production,

    /// <summary>A test run.</summary>
    Testing,

    /// <summary>Measuring under load.</summary>
    Performance,

    /// <summary>Security tests.</summary>
    Security,
}
