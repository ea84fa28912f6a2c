namespace Lumina.Environments.Providers;

/// <summary>Makes the infrastructure of environments.</summary>
public interface IInfrastructureProvider : IComponentProvider<InfrastructureSpec>;
