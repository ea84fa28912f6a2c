namespace Lumina.Environments;

/// <summary>What an environment can be asked for.</summary>
public enum EnvironmentVerb
{
    /// <summary>Make all of it.</summary>
    Provision,

    /// <summary>Start what was stopped.</summary>
    Start,

    /// <summary>Stop what can be stopped; data is kept.</summary>
    Stop,

    /// <summary>Stop and start one component and what depends on it.</summary>
    Restart,

    /// <summary>Give every database its seeded state back.</summary>
    Reset,

    /// <summary>Change how many there are of one component.</summary>
    Scale,

    /// <summary>Halt one component where it is.</summary>
    Pause,

    /// <summary>Let one component that is paused go on.</summary>
    Unpause,

    /// <summary>Look how what is there differs from what was made; nothing is changed.</summary>
    DetectDrift,

    /// <summary>Move the expiry.</summary>
    Extend,

    /// <summary>Destroy all of it.</summary>
    Terminate,

    /// <summary>Bring what a process that is gone has left unfinished to a true state. The library asks for it itself.</summary>
    Recover,
}
