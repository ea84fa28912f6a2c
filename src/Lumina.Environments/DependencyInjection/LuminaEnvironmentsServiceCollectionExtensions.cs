using System.Diagnostics.Metrics;
using Lumina.Environments;
using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds an environment manager to services.</summary>
public static class LuminaEnvironmentsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IEnvironmentManager"/> with the in-memory store, the monitor of health and the clean-up of expired environments. Options are validated when the host starts. Called again, it adds nothing, and its builder goes on with what is there.</summary>
    /// <returns>A builder that takes providers, the store and options.</returns>
    public static EnvironmentsBuilder AddLuminaEnvironments(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(ComponentKindRegistry)))
        {
            return new EnvironmentsBuilder(services);
        }

        services.AddOptions<EnvironmentManagerOptions>().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging(); // and no factory of our own: it would silence the host's where this comes before the host's logging
        services.TryAddSingleton<IRandomSource, SystemRandomSource>();
        services.TryAddSingleton<IProcessInspector, MachineProcessInspector>();
        services.TryAddSingleton<IEnvironmentStore>(provider => new InMemoryEnvironmentStore(timeProvider: provider.GetRequiredService<TimeProvider>()));
        return new EnvironmentsBuilder(services.AddOptionsFromConfiguration().AddSpecification().AddPlanning().AddExecution().AddHealth().AddCost().AddLifetime());
    }

    private static IServiceCollection AddSpecification(this IServiceCollection services)
    {
        foreach (ComponentKindRegistration kind in ComponentKindRegistry.BuiltIn)
        {
            services.AddSingleton(kind);
        }

        return services.AddSingleton<ComponentKindRegistry>().AddSingleton<SpecificationValidator>()
            .AddSingleton(provider => new EnvironmentEventJson(provider.GetRequiredService<ComponentKindRegistry>()))
            .AddSingleton(provider => new EnvironmentSnapshotJson(provider.GetRequiredService<ComponentKindRegistry>()))
            .AddSingleton<IValidateOptions<EnvironmentManagerOptions>, EnvironmentManagerOptionsValidator>();
    }

    private static IServiceCollection AddPlanning(this IServiceCollection services) => services
        .AddSingleton<ProviderBinding>(_ => new ProviderBinding<ServiceSpec>(ComponentKinds.Service, new ExternalServiceProvider()))
        .AddSingleton<ProviderBinding>(_ => new ProviderBinding<DatabaseSpec>(ComponentKinds.Database, new ExternalDatabaseProvider()))
        .AddSingleton<ProviderRegistry>()
        .AddSingleton<ExpandComponents>()
        .AddSingleton<ChooseProviders>()
        .AddSingleton<ConnectComponents>()
        .AddSingleton<CheckVantages>()
        .AddSingleton<BatchSteps>()
        .AddSingleton<MakeSteps>()
        .AddSingleton<LifecyclePlans>()
        .AddSingleton<Planner>();

    private static IServiceCollection AddExecution(this IServiceCollection services) => services
        .AddSingleton<EnvironmentEventStream>()
        .AddSingleton<JournalReader>()
        .AddSingleton<EnvironmentSessions>()
        .AddSingleton<IJournalWriter>(provider => provider.GetRequiredService<EnvironmentSessions>())
        .AddSingleton<OpenedEnvironments>()
        .AddSingleton<CredentialGenerator>()
        .AddSingleton<ComponentContexts>()
        .AddSingleton<ComponentObserver>()
        .AddSingleton<EnvironmentAttachment>()
        .AddSingleton<DatabaseRentals>()
        .AddSingleton<IComponentObserver>(provider => provider.GetRequiredService<ComponentObserver>())
        .AddSingleton<OwnershipGuard>()
        .AddSingleton<MarkUpdate>()
        .AddSingleton<OrphanJudge>()
        .AddSingleton<OrphanRemover>()
        .AddSingleton<OrphanSweeper>()
        .AddSingleton<BoundedCall>()
        .AddSingleton<ProviderLimits>()
        .AddSingleton<StepActions>()
        .AddSingleton<StepRetry>()
        .AddSingleton<StepDiagnosis>()
        .AddSingleton<StepRunner>()
        .AddSingleton<PlanExecutor>()
        .AddSingleton<EnvironmentPreparation>()
        .AddSingleton<PlanningContexts>()
        .AddSingleton<PlatformPreview>()
        .AddSingleton<FailureFiles>()
        .AddSingleton<LastLook>()
        .AddSingleton<EnvironmentProvisioner>()
        .AddSingleton<OutOfReach>()
        .AddSingleton<EnvironmentTerminator>()
        .AddSingleton<EnvironmentOperations>()
        .AddSingleton<EnvironmentScaling>()
        .AddSingleton<EnvironmentPausing>()
        .AddSingleton<DriftDetection>()
        .AddSingleton<ResetCheck>()
        .AddSingleton<ChangeCheck>()
        .AddSingleton(services => new SideCalls(services.GetRequiredService<IOptions<EnvironmentManagerOptions>>().Value.StepTimeout, services.GetRequiredService<TimeProvider>()))
        .AddSingleton<EnvironmentLifecycle>()
        .AddSingleton<UnfinishedWork>()
        .AddSingleton<EnvironmentRecovery>()
        .AddSingleton<EnvironmentCensus>()
        .AddSingleton(provider => new EnvironmentMetrics(provider.GetRequiredService<EnvironmentCensus>(), provider.GetService<IMeterFactory>()))
        .AddSingleton<EnvironmentManagerParts>()
        .AddSingleton<IEnvironmentManager>(provider => new EnvironmentManager(provider.GetRequiredService<EnvironmentManagerParts>()));
}
