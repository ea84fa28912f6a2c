namespace Lumina.Environments.Providers;

/// <summary>A provider of databases that hands out further ones like a component's own, each to one caller alone.</summary>
/// <remarks>What it hands out is a part of the component: it bears the component's marks, and destroying the component destroys it.</remarks>
public interface IRentalProvider : IComponentProvider<DatabaseSpec>
{
    /// <summary>Hands out a database with the state in which the component was made. Called by many at once. Bounds its own waiting.</summary>
    /// <exception cref="ProviderException">None can be handed out.</exception>
    ValueTask<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken);
}
