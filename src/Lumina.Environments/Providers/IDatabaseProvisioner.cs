namespace Lumina.Environments.Providers;

/// <summary>Makes databases.</summary>
public interface IDatabaseProvisioner : IComponentProvider<DatabaseSpec>;
