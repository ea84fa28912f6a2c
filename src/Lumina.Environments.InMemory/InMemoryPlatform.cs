using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>What exists "on the platform" of the in-memory providers, and the faults that they play. A test asserts here that nothing is left.</summary>
public sealed class InMemoryPlatform
{
    internal const string ProviderName = "in-memory";

    private const string Domain = ".in-memory.invalid";

    // By external name, in which the hash of the kind is, too.
    private readonly ConcurrentDictionary<string, InMemoryComponent> _components = new(StringComparer.OrdinalIgnoreCase);
    private long _callCount;
    private long _lastNumber;

    /// <summary>What exists now, oldest first.</summary>
    public IReadOnlyList<InMemoryComponent> Components => [.. _components.Values.OrderBy(component => component.Number)];

    /// <summary>Whether nothing exists.</summary>
    public bool IsEmpty => _components.IsEmpty;

    /// <summary>The faults that are played, by script or from a seed. Default: none.</summary>
    public IInMemoryFaultSource Faults { get; set; } = new InMemoryFaultScript();

    /// <summary>How many components fit; beyond that provisioning fails, and says that trying again may help. Default: no bound.</summary>
    public int Capacity { get; set; } = int.MaxValue;

    /// <summary>Whether providers say that what they make outlives the process, as a cloud's things do: for tests of what happens after a crash. Default: no.</summary>
    public bool OutlivesProcess { get; set; }

    /// <summary>Whether what leads to components from outside of their network holds in one manager alone, as ports do that are forwarded to a cluster: for tests of processes that attach. Default: no.</summary>
    public bool ForwardsPorts { get; set; }

    /// <summary>How many calls providers have had, failed ones too.</summary>
    public long CallCount => Interlocked.Read(ref _callCount);

    /// <summary>The component of an environment, or null where it does not exist.</summary>
    public InMemoryComponent? Find(EnvironmentId environmentId, ComponentName component) =>
        _components.GetValueOrDefault(ExternalName.For(environmentId, component));

    /// <summary>Says what health checks of a component see from now on, of its presence, too: one that fails is seen as one that does not run.</summary>
    /// <exception cref="InvalidOperationException">The component does not exist.</exception>
    public void SetHealth(EnvironmentId environmentId, ComponentName component, HealthOutcome outcome, string message = "scripted") =>
        Require(environmentId, component).Health = new HealthProbeResult(outcome, message);

    /// <summary>Ends a component by itself, as a crash would.</summary>
    /// <exception cref="InvalidOperationException">The component does not exist.</exception>
    public void Crash(EnvironmentId environmentId, ComponentName component, string reason = "exited with code 134") => Require(environmentId, component).End(reason);

    /// <summary>Takes a component away, as a person may on a real platform.</summary>
    /// <exception cref="InvalidOperationException">The component does not exist.</exception>
    public void Remove(EnvironmentId environmentId, ComponentName component) => _components.TryRemove(Require(environmentId, component).ExternalName, out _);

    internal void CountCall() => Interlocked.Increment(ref _callCount);

    internal InMemoryComponent? Find(ComponentContext context) => _components.GetValueOrDefault(context.ExternalName);

    /// <summary>The component, where it is the context's own.</summary>
    /// <exception cref="ProviderException">It bears the marks of another environment or installation.</exception>
    internal InMemoryComponent? FindOwn(ComponentContext context) => Find(context) is { } component ? RequireOwn(component, context) : null;

    internal static string HostOf(string externalName) => externalName + Domain;

    internal InMemoryComponent? FindByHost(string host) =>
        host.EndsWith(Domain, StringComparison.OrdinalIgnoreCase) ? _components.GetValueOrDefault(host[..^Domain.Length]) : null;

    internal InMemoryComponent Add(ComponentContext context, ComponentSpec spec)
    {
        if (Capacity == int.MaxValue)
        {
            return RequireOwn(AddUnbounded(context, spec), context);
        }

        // Counting and adding are one step, else calls at the same time would overfill it.
        lock (_components)
        {
            return _components.ContainsKey(context.ExternalName) || _components.Count < Capacity
                ? RequireOwn(AddUnbounded(context, spec), context)
                : throw new ProviderException($"the in-memory platform is full: its capacity is {Capacity} components") { IsTransient = true };
        }
    }

    private InMemoryComponent AddUnbounded(ComponentContext context, ComponentSpec spec) =>
        _components.TryGetValue(context.ExternalName, out InMemoryComponent? present)
            ? present
            : _components.GetOrAdd(context.ExternalName, new InMemoryComponent(context, spec, Interlocked.Increment(ref _lastNumber)));

    internal void Remove(ComponentContext context)
    {
        if (FindOwn(context) is not null)
        {
            _components.TryRemove(context.ExternalName, out _);
        }
    }

    private static InMemoryComponent RequireOwn(InMemoryComponent component, ComponentContext context)
    {
        OwnershipMarks marks = component.Marks;
        return marks.EnvironmentId == context.EnvironmentId && marks.Installation == context.Marks.Installation
            ? component
            : throw new ProviderException($"'{context.ExternalName}' bears the marks of environment {marks.EnvironmentId} of installation '{marks.Installation}' (owner {marks.Owner}) and is left alone");
    }

    private InMemoryComponent Require(EnvironmentId environmentId, ComponentName component) =>
        Find(environmentId, component) ?? throw new InvalidOperationException($"{component} of environment {environmentId} does not exist on the in-memory platform.");
}
