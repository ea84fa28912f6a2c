using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lumina.Environments.Providers;

/// <summary>What a provider is told about the component that a call is for.</summary>
public sealed class ComponentContext
{
    /// <summary>The environment's identifier.</summary>
    public required EnvironmentId EnvironmentId { get; init; }

    /// <summary>The environment's name, for messages.</summary>
    public required string EnvironmentName { get; init; }

    /// <summary>The component's name within the environment.</summary>
    public required ComponentName Component { get; init; }

    /// <summary>The component's name on the platform: at most 24 characters, lower-case letters, digits and hyphens, starting with a letter.</summary>
    public required string ExternalName { get; init; }

    /// <summary>The marks that everything made for this component bears from the moment it exists.</summary>
    public required OwnershipMarks Marks { get; init; }

    /// <summary>The environment's own tags, for platforms that have tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Where the component is on the platform, as recorded with its intent.</summary>
    public ComponentLocation Location { get; init; } = ComponentLocation.Only;

    /// <summary>The folder from which relative paths of the spec resolve.</summary>
    public string BaseDirectory { get; init; } = ".";

    /// <summary>The component's settings with references resolved; empty where its kind has none. Values may be secret: they go into the component and nowhere else.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The outputs of the components that this one depends on.</summary>
    public IReadOnlyDictionary<ComponentName, ComponentOutputs> Dependencies { get => field ??= FindDependencies(); init; }

    /// <summary>The specs of all components of the environment, this one included; empty where a call needs no spec.</summary>
    public IEnumerable<ComponentSpec> Components { get; init; } = [];

    /// <summary>The components whose calls begin at once with this one's, this one among them, where the provider is an <see cref="IBatchProvider"/>; empty where it goes alone.</summary>
    public IReadOnlyList<ComponentName> Together { get; init; } = [];

    /// <summary>The component's own outputs, as last recorded; empty before it was made.</summary>
    public ComponentOutputs Outputs { get; init; } = ComponentOutputs.Empty;

    /// <summary>The credentials that the core has generated for the component and committed with its intent.</summary>
    public IReadOnlyDictionary<string, Secret> Credentials { get; init; } = ReadOnlyDictionary<string, Secret>.Empty;

    /// <summary>The fencing token of the process that operates on the environment: it grows with every new lease.</summary>
    public long FencingToken { get; init; }

    /// <summary>Which attempt at the step this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How the component must be reset; null for the best way that leads there.</summary>
    public ResetWay? ResetWay { get; init; }

    /// <summary>Where the dependencies are found by who asks for them; null where they are given.</summary>
    internal EnvironmentSnapshot? Environment { get; init; }

    /// <summary>The process in which the environment was made; null where that is not known. What ends with a process is gone with that one.</summary>
    public LeaseHolder? Process { get => field ?? Environment?.Process; init; }

    /// <summary>For the provider's log lines. Known secrets are replaced in them.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Has a secret's value taken out of texts until the result is disposed; null where nobody does.</summary>
    public Func<string, IDisposable>? SecretHider { get; init; }

    /// <summary>The provider's own record of the environment; null where nobody keeps one, as in a sweep.</summary>
    public IProviderRecord? Record { get; init; }

    /// <summary>Records a thing that was made inside the component; null where nobody records.</summary>
    public Func<ComponentResource, CancellationToken, ValueTask>? ResourceRecorder { get; init; }

    /// <summary>What was recorded of things inside the component; of those that are gone by now, too. Default: what its journal says; empty where there is none, as in a sweep.</summary>
    public IReadOnlyList<ComponentResource> Resources
    {
        get => field ?? (Environment?.Find(Component) is { } component ? component.Resources : []);
        init;
    }

    /// <summary>Has a secret that the provider has made itself taken out of logs, events and errors of the environment, until the result is disposed. The core's own (credentials, outputs, the spec's) need it not.</summary>
    /// <param name="secret">The secret.</param>
    public IDisposable HideSecret(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return (secret.TryReveal() is { } value ? SecretHider?.Invoke(value) : null) ?? HiddenSecret.None;
    }

    /// <summary>Records a thing that was made inside the component, as soon as it is there.</summary>
    public ValueTask RecordResourceAsync(ComponentResource resource, CancellationToken cancellationToken) =>
        ResourceRecorder?.Invoke(resource, cancellationToken) ?? ValueTask.CompletedTask;
    private IReadOnlyDictionary<ComponentName, ComponentOutputs> FindDependencies()
    {
        if (Environment?.Find(Component) is not { DependsOn.IsEmpty: false } component)
        {
            return ReadOnlyDictionary<ComponentName, ComponentOutputs>.Empty;
        }

        return component.DependsOn.ToDictionary(dependency => dependency, dependency => Environment.Find(dependency)?.Outputs ?? ComponentOutputs.Empty);
    }
}
