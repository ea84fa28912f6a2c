namespace Lumina.Environments;

/// <summary>What becomes of an environment whose provisioning fails.</summary>
public enum FailurePolicy
{
    /// <summary>Everything made is destroyed, in reverse order. The default.</summary>
    RollBack,

    /// <summary>What was made is kept for a look until the environment expires; running steps finish.</summary>
    Keep,
}
