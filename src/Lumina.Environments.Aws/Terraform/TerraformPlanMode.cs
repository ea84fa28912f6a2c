namespace Lumina.Environments.Aws;

/// <summary>What a plan is to lead to.</summary>
internal enum TerraformPlanMode
{
    /// <summary>To what the configuration says.</summary>
    Normal,

    /// <summary>To nothing.</summary>
    Destroy,

    /// <summary>To a state that knows what is there; nothing is changed.</summary>
    RefreshOnly,
}
