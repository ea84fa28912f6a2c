namespace Lumina.Environments.Sqlite.TestHost;

/// <summary>Begins journals of made-up environments, which go by their numbers.</summary>
internal static class SampleJournal
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 8, 15, 0, TimeSpan.Zero);

    /// <summary>An identifier that sorts by its number.</summary>
    public static EnvironmentId IdOf(int number) => EnvironmentId.Create(Start.AddSeconds(number), new byte[10]);

    public static EnvironmentSpec Spec(string name = "shop", string owner = "payments") => new(name, owner) { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] };

    public static async Task<StoreJournal> OpenAsync(IEnvironmentStore store, int number, LeaseHolder? holder = null) =>
        new(store, await store.AcquireLeaseAsync(IdOf(number), holder ?? StoreJournal.Holder, TimeSpan.FromMinutes(1), CancellationToken.None));

    /// <summary>Opens an environment that is Provisioning.</summary>
    public static async Task<StoreJournal> BeginAsync(IEnvironmentStore store, int number, EnvironmentSpec? spec = null)
    {
        StoreJournal journal = await OpenAsync(store, number);
        await journal.AppendAsync(StoreJournal.First(spec));
        return journal;
    }
}
