using System.Text;
using Lumina.Environments.Sqlite.TestHost;

namespace Lumina.Environments.Sqlite.Tests;

[Trait("Category", "Sqlite")]
public sealed class SecretTests : IDisposable
{
    private const string Planted = "correct-horse-battery-staple";

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_secrets_value_is_nowhere_in_the_files_while_the_store_is_open_and_after()
    {
        await using (SqliteEnvironmentStore store = _folder.Open())
        {
            await PlantAsync(store);
            (await store.ReadSecretsAsync(SampleJournal.IdOf(1), CancellationToken.None)).Values.Should().AllSatisfy(secret => secret.Reveal().Should().Contain(Planted));

            byte[] open = _folder.Bytes();
            open.Should().HaveCountGreaterThan(4096);
            Holds(open, "database/orders:outputs.connectionString").Should().BeTrue("names are no secrets, and the search finds what is there");
            HoldsPlanted(open).Should().BeFalse();
        }

        HoldsPlanted(_folder.Bytes()).Should().BeFalse();
    }

    [Fact]
    public async Task Not_even_what_was_encrypted_is_left_in_the_file_after_termination()
    {
        byte[] encrypted;
        await using (SqliteEnvironmentStore store = _folder.Open())
        {
            StoreJournal journal = await PlantAsync(store);
            using (SqliteSession session = SqliteSession.Open(_folder.Store, TimeSpan.FromSeconds(1)))
            {
                encrypted = (byte[])session.Scalar("SELECT value FROM secrets LIMIT 1")!;
            }

            Holds(_folder.Bytes(), encrypted).Should().BeTrue("the search finds what is there");
            await journal.TerminateAsync();
            (await store.ReadSecretsAsync(journal.Id, CancellationToken.None)).Should().BeEmpty();
        }

        _folder.Run("SELECT COUNT(*) FROM secrets").Should().Be(0L);
        Holds(_folder.Bytes(), encrypted).Should().BeFalse();
    }

    [Fact]
    public async Task The_same_value_looks_different_each_time()
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        StoreJournal journal = await SampleJournal.BeginAsync(store, 1);
        await journal.AppendAsync([StoreJournal.Attempt(1)], new Dictionary<string, Secret> { ["a"] = new(Planted), ["b"] = new(Planted) });

        _folder.Run("SELECT COUNT(DISTINCT substr(value, 30)) FROM secrets").Should().Be(2L);
    }

    private static async Task<StoreJournal> PlantAsync(SqliteEnvironmentStore store)
    {
        EnvironmentSpec spec = SampleJournal.Spec() with
        {
            Services = [new ServiceSpec("api", ServiceSource.Command("api")) { Settings = { ["API_KEY"] = new Secret(Planted + "-setting") } }],
        };
        StoreJournal journal = await SampleJournal.BeginAsync(store, 1, spec);
        ComponentOutputs outputs = ComponentOutputs.Empty.With(OutputNames.ConnectionString, new Secret($"Host=h;Password={Planted}"));
        await journal.AppendAsync(
            [new ComponentProvisioned(StoreJournal.Orders, outputs, TimeSpan.Zero), new ProvisioningSucceeded(TimeSpan.Zero)],
            new Dictionary<string, Secret>
            {
                ["database/orders:outputs.connectionString"] = new($"Host=h;Password={Planted}"),
                ["database/orders:password"] = new(Planted),
            });
        return journal;
    }

    private static bool HoldsPlanted(byte[] bytes) =>
        Holds(bytes, Planted) || Holds(bytes, Convert.ToBase64String(Encoding.UTF8.GetBytes(Planted))[..20]) || Holds(bytes, Encoding.Unicode.GetBytes(Planted));

    private static bool Holds(byte[] bytes, string text) => Holds(bytes, Encoding.UTF8.GetBytes(text));

    private static bool Holds(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part) >= 0;
}
