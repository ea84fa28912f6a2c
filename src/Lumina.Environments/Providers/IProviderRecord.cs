namespace Lumina.Environments.Providers;

/// <summary>
/// What a provider must know of an environment to go on with it and cannot read from its platform. It is kept in the environment's store as a secret is, for whichever process operates on the
/// environment next, and is gone once the environment is terminated.
/// </summary>
/// <remarks>One for each provider and environment, whichever component's call keeps it.</remarks>
public interface IProviderRecord
{
    /// <summary>The record as it was kept last; null where there is none. It is current for as long as this process operates on the environment.</summary>
    Secret? Find();

    /// <summary>Keeps a record in place of the last one.</summary>
    /// <param name="record">The record; null for none any more.</param>
    /// <param name="cancellationToken">Ends the waiting, not the keeping.</param>
    /// <exception cref="EnvironmentLeaseLostException">Another process operates on the environment by now: whatever the record is about must be left alone.</exception>
    ValueTask KeepAsync(Secret? record, CancellationToken cancellationToken);
}
