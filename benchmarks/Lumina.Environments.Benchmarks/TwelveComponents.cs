using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Benchmarks;

/// <summary>An environment of 12 components: a network, three databases, seven services that refer to them and to each other, monitoring.</summary>
internal static class TwelveComponents
{
    public static EnvironmentSpec Spec { get; } = new("bench", "bench")
    {
        Network = new NetworkSpec(),
        Databases = [.. Enumerable.Range(0, 3).Select(i => new DatabaseSpec($"db{i}", DatabaseType.PostgreSql))],
        Services =
        [
            .. Enumerable.Range(0, 7).Select(i => new ServiceSpec($"s{i}", ServiceSource.Command("run"))
            {
                Endpoints = [EndpointSpec.Http()],
                Settings =
                {
                    ["DB"] = Reference.ConnectionString($"db{i % 3}"),
                    ["PREVIOUS"] = i < 3 ? (SettingValue)"none" : Reference.Endpoint($"s{i - 3}"),
                },
            }),
        ],
        Monitoring = new MonitoringSpec(),
    };

    /// <summary>The same calls to providers, written by hand: each level at once, then everything destroyed the other way.</summary>
    public static async Task RunByHandAsync(InMemoryPlatform platform, EnvironmentId id)
    {
        HandWritten<NetworkSpec> network = new(new InMemoryNetworkConfigurator(platform, TimeProvider.System), id);
        HandWritten<DatabaseSpec> databases = new(new InMemoryDatabaseProvisioner(platform, TimeProvider.System), id);
        HandWritten<ServiceSpec> services = new(new InMemoryServiceDeployer(platform, TimeProvider.System), id);
        HandWritten<MonitoringSpec> monitoring = new(new InMemoryMonitoringConfigurator(platform, TimeProvider.System), id);
        await network.ProvisionAsync(Spec.Network!);
        await Task.WhenAll(Spec.Databases.Select(databases.ProvisionAsync));
        await Task.WhenAll(Spec.Services.Take(3).Select(services.ProvisionAsync));
        await Task.WhenAll(Spec.Services.Skip(3).Take(3).Select(services.ProvisionAsync));
        await Task.WhenAll(Spec.Services.Skip(6).Select(services.ProvisionAsync));
        await monitoring.ProvisionAsync(Spec.Monitoring!);
        await monitoring.DestroyAsync(Spec.Monitoring!);
        await Task.WhenAll(Spec.Services.Reverse().Select(services.DestroyAsync));
        await Task.WhenAll(Spec.Databases.Select(databases.DestroyAsync));
        await network.DestroyAsync(Spec.Network!);
    }

    private sealed class HandWritten<TSpec>(IComponentProvider<TSpec> provider, EnvironmentId id)
        where TSpec : ComponentSpec
    {
        private static readonly Dictionary<string, Secret> Credentials = new(StringComparer.Ordinal) { [DatabaseSpec.PasswordCredential] = new Secret("a-fixed-password") };

        public async Task ProvisionAsync(TSpec spec) => await provider.ProvisionAsync(spec, Context(spec), CancellationToken.None);

        public async Task DestroyAsync(TSpec spec)
        {
            ComponentContext context = Context(spec);
            await provider.ObserveAsync(context, CancellationToken.None);
            await provider.DestroyAsync(context, CancellationToken.None);
            await provider.ObserveAsync(context, CancellationToken.None);
        }

        private ComponentContext Context(TSpec spec) => new()
        {
            EnvironmentId = id,
            EnvironmentName = "bench",
            Component = spec.ComponentName,
            ExternalName = spec.ComponentName.ToString(),
            Marks = new OwnershipMarks("bench", id, spec.ComponentName, "bench", ExpiresAt: null),
            Credentials = Credentials,
        };
    }
}
