namespace Lumina.Environments.Providers;

/// <summary>Stands for a database that exists already: its connection string is its output, and nothing is ever made or destroyed.</summary>
internal sealed class ExternalDatabaseProvider : ExternalProvider, IDatabaseProvisioner
{
    public string? WhyNot(DatabaseSpec spec) => spec.Existing is not null ? null : "it takes only databases that exist already";

    public ComponentPlacement Place(DatabaseSpec spec) => new();

    public ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        Secret connection = context.Credentials.TryGetValue("existing", out Secret? stored) ? stored : spec.Existing!;
        return ValueTask.FromResult(ComponentOutputs.Empty.With(OutputNames.ConnectionString, connection));
    }
}
