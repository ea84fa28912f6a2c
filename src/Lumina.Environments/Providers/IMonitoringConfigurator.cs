namespace Lumina.Environments.Providers;

/// <summary>Makes the monitoring of environments.</summary>
public interface IMonitoringConfigurator : IComponentProvider<MonitoringSpec>;
