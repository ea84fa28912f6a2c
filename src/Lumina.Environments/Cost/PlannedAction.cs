namespace Lumina.Environments;

/// <summary>What a platform would do with a thing.</summary>
public enum PlannedAction
{
    /// <summary>Make it.</summary>
    Create,

    /// <summary>Change it in place.</summary>
    Change,

    /// <summary>Destroy it and make it anew.</summary>
    Replace,

    /// <summary>Destroy it.</summary>
    Destroy,
}
