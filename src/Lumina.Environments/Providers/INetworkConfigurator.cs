namespace Lumina.Environments.Providers;

/// <summary>Makes the networks of environments.</summary>
public interface INetworkConfigurator : IComponentProvider<NetworkSpec>;
