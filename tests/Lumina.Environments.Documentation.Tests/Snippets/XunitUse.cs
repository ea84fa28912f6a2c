using Lumina.Environments.Local;
using Lumina.Environments.Xunit;
using Xunit.Abstractions;

namespace Lumina.Environments.Documentation.Tests.Snippets;

// snippet: xunit-v2-fixture
public sealed class CheckoutFixture(IMessageSink? diagnostics = null) : EnvironmentFixture(diagnostics)
{
    protected override EnvironmentSpec CreateSpec() => new("checkout", owner: "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] };

    protected override void Configure(EnvironmentsBuilder environments) => environments.UseLocal();
}
// end snippet

internal static class SharedUse
{
    // snippet: xunit-v2-shared
    internal static class SharedCheckout
    {
        private static readonly CheckoutFixture Fixture = new();

        public static async Task<TestEnvironment> GetAsync()
        {
            await Fixture.InitializeAsync(); // makes it once, whoever asks first; no test's timeout ends that
            return Fixture.Environment;
        }
    }
    // end snippet
}

internal sealed class KeepingFixture : EnvironmentFixture
{
    protected override EnvironmentSpec CreateSpec() => new("checkout", owner: "payments");

    // snippet: xunit-keep
    protected override void Configure(EnvironmentsBuilder environments)
    {
        environments.UseLocal(local => local.Lifetime = KeepEnvironment ? LocalLifetime.Environment : LocalLifetime.Process);
        if (KeepEnvironment)
        {
            environments.UseSqlite(Path.Combine(Path.GetTempPath(), "checkout.db"));
        }
    }
    // end snippet
}
