using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments;

/// <summary>Says of what a manager is made: providers, kinds of component, the store, options. Adapters extend it by one method each, such as <c>UseLocal</c>.</summary>
public sealed class EnvironmentsBuilder
{
    internal EnvironmentsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services behind it.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Changes the manager's options.</summary>
    public EnvironmentsBuilder Configure(Action<EnvironmentManagerOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>Adds a provider that the manager makes, with its services, and disposes.</summary>
    /// <typeparam name="TSpec">The type of spec that it takes; its kind must be known: see <see cref="AddComponentKind{TSpec}"/>.</typeparam>
    /// <typeparam name="TProvider">The provider.</typeparam>
    public EnvironmentsBuilder AddProvider<TSpec, [System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>()
        where TSpec : ComponentSpec
        where TProvider : class, IComponentProvider<TSpec>
    {
        Services.TryAddSingleton<TProvider>();
        return AddProvider<TSpec>(services => services.GetRequiredService<TProvider>());
    }

    /// <summary>Adds a provider that the caller has made and disposes.</summary>
    /// <typeparam name="TSpec">The type of spec that it takes.</typeparam>
    public EnvironmentsBuilder AddProvider<TSpec>(IComponentProvider<TSpec> provider)
        where TSpec : ComponentSpec
    {
        ArgumentNullException.ThrowIfNull(provider);
        return AddProvider<TSpec>(_ => provider);
    }

    /// <summary>Adds a provider from a factory. What the factory takes from the services is disposed with them; what it makes itself is not.</summary>
    /// <typeparam name="TSpec">The type of spec that it takes.</typeparam>
    public EnvironmentsBuilder AddProvider<TSpec>(Func<IServiceProvider, IComponentProvider<TSpec>> factory)
        where TSpec : ComponentSpec
    {
        ArgumentNullException.ThrowIfNull(factory);
        Services.AddSingleton<ProviderBinding>(services => new ProviderBinding<TSpec>(KindOf<TSpec>(services), Named(factory(services))));
        return this;

        static IComponentProvider<TSpec> Named(IComponentProvider<TSpec>? provider) =>
            provider is null ? throw new InvalidOperationException($"The factory of a provider of {typeof(TSpec).Name} returned null.")
            : provider.Name is not { } name || !DnsLabel.IsValid(name) ? throw new InvalidOperationException($"'{provider.Name}' is no name of a provider ({provider.GetType()}). {DnsLabel.Form}")
            : provider;
    }

    /// <summary>Makes a kind of component known.</summary>
    /// <typeparam name="TSpec">The type of its specs.</typeparam>
    /// <exception cref="ArgumentException">The kind is no DNS label.</exception>
    /// <param name="kind">The kind: a lower-case word, the one that the specs' <see cref="ComponentSpec.Kind"/> says.</param>
    /// <param name="json">How its specs are read from JSON (from a source-generated context); null where they come from code alone.</param>
    /// <param name="blank">Makes a spec with its defaults from a name; what is read from JSON is laid over it. Without it a member that is absent in JSON has its type's default, not its initializer's: so do source-generated readers.</param>
    /// <param name="after">The kinds whose components are made before components of this kind, such as <c>network</c>.</param>
    public EnvironmentsBuilder AddComponentKind<TSpec>(string kind, JsonTypeInfo<TSpec>? json = null, Func<string, TSpec>? blank = null, params IReadOnlyList<string> after)
        where TSpec : ComponentSpec
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(after);
        if (!DnsLabel.IsValid(kind))
        {
            throw new ArgumentException($"'{kind}' is no kind of component. {DnsLabel.Form}", nameof(kind));
        }

        Services.AddSingleton(new ComponentKindRegistration(kind, typeof(TSpec), json, [.. after]) { Blank = blank });
        return this;
    }

    /// <summary>Adds a way to see whether a component works. Those that are added later are asked first.</summary>
    public EnvironmentsBuilder AddHealthChecker(IHealthChecker checker)
    {
        ArgumentNullException.ThrowIfNull(checker);
        Services.AddSingleton(checker);
        return this;
    }

    /// <summary>Uses a store in place of the in-memory one. The caller disposes it.</summary>
    public EnvironmentsBuilder UseStore(IEnvironmentStore store) => Replace(store);

    /// <summary>Uses a store that the manager makes, with its services, and disposes, in place of the in-memory one.</summary>
    public EnvironmentsBuilder UseStore(Func<IServiceProvider, IEnvironmentStore> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Services.Replace(ServiceDescriptor.Singleton(factory));
        return this;
    }

    /// <summary>Asks another than this machine's process table which process this is and which still live.</summary>
    public EnvironmentsBuilder UseProcessInspector(IProcessInspector processes) => Replace(processes);

    /// <summary>Uses a clock in place of the system's.</summary>
    public EnvironmentsBuilder UseTimeProvider(TimeProvider timeProvider) => Replace(timeProvider);

    /// <summary>Uses a source of randomness in place of the system's.</summary>
    public EnvironmentsBuilder UseRandomSource(IRandomSource random) => Replace(random);

    /// <summary>Logs through the caller's factory, which the caller disposes.</summary>
    public EnvironmentsBuilder UseLoggerFactory(ILoggerFactory loggers) => Replace(loggers);

    private EnvironmentsBuilder Replace<TService>(TService service, [CallerArgumentExpression(nameof(service))] string? name = null)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(service, name);
        Services.Replace(ServiceDescriptor.Singleton(service));
        return this;
    }

    private static string KindOf<TSpec>(IServiceProvider services)
        where TSpec : ComponentSpec =>
        services.GetRequiredService<ComponentKindRegistry>().FindBySpecType(typeof(TSpec))?.Kind
        ?? throw new InvalidOperationException($"A provider of {typeof(TSpec).Name} is registered, and its kind is not known: call AddComponentKind<{typeof(TSpec).Name}>(\"…\") too.");
}
