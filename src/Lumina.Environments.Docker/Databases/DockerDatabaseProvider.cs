using Lumina.Environments.Data;
using Lumina.Environments.Images;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Makes MongoDB, DynamoDB Local and SQL Server databases in containers: one for each, with a password of its own.</summary>
/// <remarks>
/// <para>Their images were never run: what is known of them is a table (image, port, variables, connection string, when they are ready) that was tested with an image that stands in.
/// Nothing puts data into them, resets or rents them.</para>
/// <para>SQL Server starts only for who accepts its license terms (<see cref="DockerOptions.AcceptSqlServerLicense"/>): its container is told so with <c>ACCEPT_EULA=Y</c>.</para>
/// </remarks>
public sealed class DockerDatabaseProvider : ContainerDatabaseProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "docker-database";

    internal DockerDatabaseProvider(DatabaseHost host)
        : base(host)
    {
    }

    /// <inheritdoc />
    public override string Name => ProviderName;

    private protected override IEnumerable<SpecificationFault> FindOwnObstacles(DatabaseSpec spec)
    {
        if (spec.Type == DatabaseType.SqlServer && !Host.Engine.Options.AcceptSqlServerLicense)
        {
            yield return new("", "SQL Server starts only for who accepts its license terms.", $"{nameof(DockerOptions)}.{nameof(DockerOptions.AcceptSqlServerLicense)} says that you do.");
        }
    }

    private protected override IEnumerable<DatabaseType> Types => ContainerDatabaseKind.All.Select(kind => kind.Type);

    /// <inheritdoc />
    public override async ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        ContainerDatabaseKind kind = ContainerDatabaseKind.All.First(known => known.Type == spec.Type);
        string password = kind.Password(DatabaseOutputs.Password(context));
        DatabaseSpec versioned = spec.Version is null ? spec : spec with { Version = spec.Version + kind.VersionSuffix };
        string image = Host.Images.Choose(versioned, kind.Image);
        ContainerRecipe recipe = Containers.Recipe(context, Name, image) with { Command = kind.Command, Variables = kind.Variables(password) };
        int port = await Containers.RunAsync(recipe, kind.Port, context, (container, hostPort, token) => ProbeAsync(kind, container, hostPort, token), cancellationToken).ConfigureAwait(false);
        return kind.Outputs(Host.Addresses(port, context.Component.Name, kind.Port), context.Component.Name, password, ImageName.Parse(image).Tag ?? "");
    }

    private async Task<string?> ProbeAsync(ContainerDatabaseKind kind, FoundContainer container, int port, CancellationToken cancellationToken)
    {
        if (await OpenPort.ProbeAsync(Host.Engine.HostAddress, port, Host.Time, cancellationToken).ConfigureAwait(false) is { } reason)
        {
            return reason;
        }

        return kind.ReadyLine is not { } wanted || await Host.Log.HasWrittenAsync(container, wanted, cancellationToken).ConfigureAwait(false)
            ? null
            : $"it has not written '{wanted}' yet";
    }
}
