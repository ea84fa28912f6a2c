namespace Lumina.Environments;

/// <summary>What a step's failure means for the rest of its plan.</summary>
internal enum OnStepFailure
{
    /// <summary>No new step begins and running ones are cancelled.</summary>
    Cancel,

    /// <summary>No new step begins and running ones finish.</summary>
    Finish,

    /// <summary>All others go on: a teardown removes as much as it can.</summary>
    Continue,
}
