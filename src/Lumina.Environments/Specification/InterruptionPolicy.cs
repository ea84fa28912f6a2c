namespace Lumina.Environments;

/// <summary>What becomes of an environment whose process ends while it is being provisioned. Another process decides by it when it recovers.</summary>
public enum InterruptionPolicy
{
    /// <summary>What was made is destroyed, in reverse order. The default.</summary>
    RollBack,

    /// <summary>The rest is made. What was opened by the process that is gone is rolled back all the same: nobody would use it.</summary>
    Resume,
}
