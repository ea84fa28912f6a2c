using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>Databases in memory: addresses that nobody answers.</summary>
public sealed class InMemoryDatabaseProvisioner(InMemoryPlatform platform, TimeProvider timeProvider) : InMemoryProvider<DatabaseSpec>(platform, timeProvider), IDatabaseProvisioner, IRentalProvider
{
    private const int Port = 5432;

    /// <inheritdoc />
    public async ValueTask<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        InMemoryComponent? component = null;
        await CallAsync(context, InMemoryCall.Rent, () => component = Require(context), cancellationToken).ConfigureAwait(false);
        string name = component!.Rent();
        string connection = $"Host={component.Host};Port={Port};Database={name};Username={name};Password={context.Credentials[DatabaseSpec.PasswordCredential].Reveal()}";
        return new RentedDatabase(name, new Secret(connection), () =>
        {
            component.GiveBack();
            return ValueTask.CompletedTask;
        });
    }

    private protected override ComponentOutputs Outputs(DatabaseSpec spec, InMemoryComponent component, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(spec);
        string password = context.Credentials.TryGetValue(DatabaseSpec.PasswordCredential, out Secret? secret)
            ? secret.Reveal()
            : throw new ProviderException($"{context.Component} has no credential '{DatabaseSpec.PasswordCredential}'");
        return new ComponentOutputs(
        [
            Value(OutputNames.Host, component.Host),
            Value(OutputNames.Port, $"{Port}"),
            Value(OutputNames.DatabaseName, component.ExternalName),
            Value(OutputNames.Username, component.ExternalName),
            Value(OutputNames.Version, spec.Version ?? "in-memory"),
            Hidden(OutputNames.Password, password),
            Hidden(OutputNames.ConnectionString, $"Host={component.Host};Port={Port};Database={component.ExternalName};Username={component.ExternalName};Password={password}"),
            Hidden(OutputNames.Url, $"{spec.Type.Name}://{component.ExternalName}:{password}@{component.Host}:{Port}/{component.ExternalName}"),
        ]);
    }

    private static ComponentOutput Value(string name, string value) => new(name, value, Secret: null, Vantage.Everywhere);

    private static ComponentOutput Hidden(string name, string value) => new(name, Value: null, new Secret(value), Vantage.Everywhere);
}
