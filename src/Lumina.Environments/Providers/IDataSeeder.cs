namespace Lumina.Environments.Providers;

/// <summary>Puts data into databases.</summary>
public interface IDataSeeder : IComponentProvider<DataSpec>;
