// Stand-ins until their features land: whoever lands one deletes its stand-in here.
namespace Lumina.Environments;

internal sealed class ExpiryCleaner
{
    public Task<CleanUpReport> CleanUpAsync(IEnvironmentManager manager, CancellationToken cancellationToken) =>
        Task.FromResult(new CleanUpReport(manager is null || cancellationToken.IsCancellationRequested ? [] : [], new Dictionary<EnvironmentId, string>()));
}

internal static class PendingServices
{
    public static Microsoft.Extensions.DependencyInjection.IServiceCollection AddLifetime(this Microsoft.Extensions.DependencyInjection.IServiceCollection services) =>
        Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<ExpiryCleaner>(services);
}
