namespace Lumina.Environments.Aws;

/// <summary>Keeps the record of a workspace elsewhere, too: what is in its directory, for whoever takes it up on another machine.</summary>
internal interface ITerraformRecordKeeper
{
    /// <summary>Before a run that may change something.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>After the run, however it ended. It does not throw: what was made counts.</summary>
    Task EndAsync();

    /// <summary>Before the workspace is removed.</summary>
    Task RemoveAsync(CancellationToken cancellationToken);
}
