using System.Collections.Immutable;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Makes what a provider is told about a component that nobody makes, but previews or asks about beforehand: nothing of its environment is there, and nothing secret is told.</summary>
internal sealed class PlanningContexts(CredentialGenerator credentials, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    /// <summary>Stands in place of secrets and of what other components would give.</summary>
    private const string Later = "known-after-it-is-made";

    public ComponentContext Create(PreparedEnvironment prepared, DraftComponent component, EnvironmentId id, ImmutableArray<ComponentName> together)
    {
        EnvironmentSpec spec = prepared.Spec;
        DateTimeOffset? expiresAt = spec.Lifetime == EnvironmentSpec.Unlimited ? null : timeProvider.GetUtcNow() + spec.Lifetime;
        return new ComponentContext
        {
            EnvironmentId = id,
            EnvironmentName = spec.Name,
            Component = component.Name,
            ExternalName = ExternalName.For(id, component.Name),
            Marks = new OwnershipMarks(options.Value.Installation, id, component.Name, spec.Owner, expiresAt),
            Tags = spec.Tags,
            Location = component.Location,
            BaseDirectory = Path.GetFullPath(options.Value.BaseDirectory),
            Components = [.. prepared.Components.Select(each => each.Spec)],
            Together = together,
            Credentials = component.Spec.Credentials.ToDictionary(name => name, _ => new Secret(credentials.Next()), StringComparer.Ordinal),
            Settings = component.Spec is ServiceSpec service
                ? service.Settings.ToDictionary(setting => setting.Key, setting => setting.Value.Secret is null ? setting.Value.Resolve(static _ => Later) : Later, StringComparer.Ordinal)
                : System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty,
            Dependencies = prepared.Components.Where(each => component.DependsOn.Contains(each.Name)).ToDictionary(each => each.Name, each => Outputs(each.Spec)),
        };
    }

    private static ComponentOutputs Outputs(ComponentSpec spec) => new((spec.DeclaredOutputs ?? []).Select(name => new ComponentOutput(name, Value: null, new Secret(Later), Vantage.Everywhere)));
}
