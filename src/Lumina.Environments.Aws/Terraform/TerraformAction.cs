namespace Lumina.Environments.Aws;

/// <summary>What terraform does to a thing.</summary>
internal enum TerraformAction
{
    /// <summary>A word that is not known here.</summary>
    Other,

    Create,
    Read,
    Update,
    Replace,
    Delete,
    NoOp,

    /// <summary>Taken into the state.</summary>
    Import,

    /// <summary>Under another address from now on.</summary>
    Move,

    /// <summary>Taken out of the state and left where it is.</summary>
    Forget,
}
