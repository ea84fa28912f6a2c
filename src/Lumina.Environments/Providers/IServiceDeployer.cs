namespace Lumina.Environments.Providers;

/// <summary>Deploys services.</summary>
public interface IServiceDeployer : IComponentProvider<ServiceSpec>;
