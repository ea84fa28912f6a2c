namespace Lumina.Environments.Fixtures;

/// <summary>How far making an environment has come.</summary>
internal sealed class FixtureAttempt
{
    public EnvironmentSpec? Spec { get; set; }

    public EnvironmentManager? Manager { get; set; }

    public ProvisioningProgress? Progress { get; set; }

    /// <summary>What was made to be kept: the manager does not end it.</summary>
    public EnvironmentId? Provisioned { get; set; }

    public TestEnvironment? Environment { get; set; }
}
