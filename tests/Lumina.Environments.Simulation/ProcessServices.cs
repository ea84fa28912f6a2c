using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Simulation;

/// <summary>The library's services, put together once: each process has a scope of them to itself. Put together anew for each process, they would take longer than many a process lives.</summary>
internal sealed class ProcessServices : IDisposable
{
    private readonly ServiceProvider _services;

    public ProcessServices()
    {
        ServiceCollection services = new();
        services.AddLuminaEnvironments()
            .AddProvider<DatabaseSpec>(scope => Seams(scope).Databases())
            .AddProvider<ServiceSpec>(scope => Seams(scope).Services())
            .UseStore(scope => Seams(scope).Store())
            .Configure(options => options.StepTimeout = TimeSpan.FromSeconds(60));
        Use<IProcessInspector>(services, scope => Seams(scope).Process);
        Use<IRandomSource>(services, scope => Seams(scope).Process);
        Use(services, scope => Seams(scope).Process.Clock);
        Use(services, scope => Seams(scope).Log());
        Use<IMeterFactory>(services, scope => Seams(scope).Meters);
        _services = ScopedEach(services).AddScoped<Holder>().BuildServiceProvider();
    }

    /// <summary>One process's services.</summary>
    public AsyncServiceScope Begin(ProcessSeams seams)
    {
        AsyncServiceScope scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Holder>().Seams = seams;
        return scope;
    }

    public void Dispose() => _services.Dispose();

    private static ProcessSeams Seams(IServiceProvider scope) => scope.GetRequiredService<Holder>().Seams!;

    private static void Use<TService>(ServiceCollection services, Func<IServiceProvider, TService> factory)
        where TService : class => services.Replace(ServiceDescriptor.Singleton(factory));

    // What a process has once, a scope has once. Options are the same for all.
    private static ServiceCollection ScopedEach(ServiceCollection services)
    {
        ServiceCollection scoped = new();
        foreach (ServiceDescriptor service in services)
        {
            scoped.Add(service.Lifetime != ServiceLifetime.Singleton || service.ImplementationInstance is not null || service.ServiceType.Namespace == typeof(IOptions<>).Namespace ? service
                : service.ImplementationFactory is { } factory ? ServiceDescriptor.Scoped(service.ServiceType, factory)
                : ServiceDescriptor.Scoped(service.ServiceType, service.ImplementationType!));
        }

        return scoped;
    }

    private sealed class Holder
    {
        public ProcessSeams? Seams { get; set; }
    }
}
