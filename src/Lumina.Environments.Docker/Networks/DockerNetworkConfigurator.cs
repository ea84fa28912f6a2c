using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Makes the private network of an environment, in which its containers reach each other by the names of their components.</summary>
/// <remarks>An environment whose spec has no network gets one all the same, with its first container. Addresses are the engine's to give: subnets, security groups and gateways of a spec are passed over, as the plan says.</remarks>
public sealed class DockerNetworkConfigurator : INetworkConfigurator, IPlatformProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "docker-network";

    private readonly DockerEngine _engine;
    private readonly EnvironmentNetworks _networks;
    private readonly DockerMarks _marks;
    private readonly ExpiryVolumes _expiry;

    internal DockerNetworkConfigurator(DockerEngine engine, EnvironmentNetworks networks, DockerMarks marks, ExpiryVolumes expiry) =>
        (_engine, _networks, _marks, _expiry) = (engine, networks, marks, expiry);

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    public string Platform => DockerEngine.Platform;

    /// <inheritdoc />
    public async ValueTask<SpecificationFault?> CheckPlatformAsync(CancellationToken cancellationToken) => await _engine.CheckAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public string? WhyNot(NetworkSpec spec) => null;

    /// <inheritdoc />
    public ComponentPlacement Place(NetworkSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<NotApplicableSetting> passedOver = [];
        Add(spec.Cidr is not null, "cidr", "the engine gives the network addresses of its own, so that environments do not collide");
        Add(spec.Subnets.Count > 0, "subnets", "an environment's containers are in one network");
        Add(spec.SecurityGroups.Count > 0, "securityGroups", "containers of one environment reach each other on every port, and nobody else's do");
        Add(spec.InternetGateway, "internetGateway", "containers reach outside as the engine's machine does");
        Add(spec.NatGateway, "natGateway", "containers reach outside as the engine's machine does");
        return new ComponentPlacement
        {
            Location = _engine.Location,
            OutlivesProcess = _engine.Options.Lifetime == DockerLifetime.Environment,
            EstimatedDuration = TimeSpan.FromMilliseconds(200),
            NotApplicable = passedOver,
        };

        void Add(bool applies, string setting, string reason)
        {
            if (applies)
            {
                passedOver.Add(new NotApplicableSetting(setting, reason));
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ProvisionAsync(NetworkSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await _networks.EnsureAsync(context.ExternalName, context, _marks.For(context.Marks, ProviderName), cancellationToken).ConfigureAwait(false);
        return ComponentOutputs.Empty.With("networkName", context.ExternalName);
    }

    /// <inheritdoc />
    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        _engine.RequireHere(context);
        NetworkResponse? found = await _networks.FindAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            return ComponentPresence.Absent;
        }

        LaterExpiries later = await _expiry.ReadAsync(cancellationToken).ConfigureAwait(false);
        return ComponentPresence.Running(ContainerLabels.ReadMarks(found.Labels) is { } born ? later.Of(born) : null);
    }

    /// <inheritdoc />
    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        _engine.RequireHere(context);
        if (await _networks.FindAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) is { } found)
        {
            EnvironmentNetworks.RequireOwn(found, context);
            await _networks.RemoveAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        LaterExpiries later = await _expiry.ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (NetworkResponse network in await _networks.ListAsync($"{ContainerLabels.Role}={ContainerLabels.ComponentRole}", cancellationToken).ConfigureAwait(false))
        {
            if (ContainerLabels.ReadMarks(network.Labels) is { } born && later.Of(born) is var marks && scope.Covers(marks))
            {
                yield return new FoundComponent(marks.Component, network.Name, marks, _engine.Location) { CreatedAt = new DateTimeOffset(network.Created.ToUniversalTime()) };
            }
        }
    }
}
