using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>A provider's record among an environment's secrets. It is too long to be looked for in texts: what is secret in it is known by itself.</summary>
internal sealed class StoredProviderRecord(EnvironmentSession session, ComponentName component, string provider) : IProviderRecord
{
    // With spaces, which no component's name has: other secrets are called after their component.
    private const string Prefix = "record of ";

    /// <summary>In place of a record that is no more: a store takes no secret away before the environment ends.</summary>
    private const string None = "none any more";

    private readonly string _name = Prefix + provider;

    /// <summary>Whether a secret of an environment is a provider's record.</summary>
    public static bool Is(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public Secret? Find() => session.Secrets.GetValueOrDefault(_name) is { } record && record.TryReveal() != None ? record : null;

    public async ValueTask KeepAsync(Secret? record, CancellationToken cancellationToken)
    {
        Secret kept = record ?? new Secret(None);
        await session.Journal.AppendAsync(new JournalAppend($"lumina/{provider}", new ProviderRecordKept(component)) { Secrets = [new(_name, kept)] }).WaitAsync(cancellationToken).ConfigureAwait(false);
        session.Secrets[_name] = kept;
    }
}
