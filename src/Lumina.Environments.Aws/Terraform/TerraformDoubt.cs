namespace Lumina.Environments.Aws;

/// <summary>Something that terraform may have made and that its state does not hold.</summary>
/// <param name="Address">Which.</param>
/// <param name="Reason">Why it is in doubt.</param>
/// <param name="Id">What identifies it, where terraform told.</param>
internal sealed record TerraformDoubt(string Address, TerraformDoubtReason Reason, TerraformId? Id = null)
{
    public override string ToString() => $"{Address} ({Reason switch
    {
        TerraformDoubtReason.Unfinished => "being made when terraform ended",
        TerraformDoubtReason.Failed => "failed while it was made",
        _ => "made, and lost from the state",
    }}{(Id is null ? "" : $", {Id.Key} {Id.Value}")})";
}

internal enum TerraformDoubtReason
{
    /// <summary>Begun, and no end told.</summary>
    Unfinished,

    /// <summary>It failed; part of it may be there.</summary>
    Failed,

    /// <summary>Told as done, and not in the state.</summary>
    Lost,
}
