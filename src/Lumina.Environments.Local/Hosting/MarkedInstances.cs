using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Something of this process that belongs to one component.</summary>
internal interface IMarkedInstance : IAsyncDisposable
{
    OwnershipMarks Marks { get; set; }

    DateTimeOffset Created { get; }

    bool IsRunning { get; }

    /// <summary>What is to be said of one that runs; null for nothing.</summary>
    string? Detail => null;
}

/// <summary>What this process has made of one kind, by the external names of the components. It ends with the process, so that nothing more durable is needed.</summary>
/// <param name="what">What one is called in messages.</param>
internal sealed class MarkedInstances<T>(string what) : IAsyncDisposable
    where T : class, IMarkedInstance
{
    private readonly ConcurrentDictionary<string, T> _instances = new(StringComparer.Ordinal);

    /// <summary>The component's own; null where there is none.</summary>
    /// <exception cref="ProviderException">It bears other marks.</exception>
    public T? Find(ComponentContext context)
    {
        T? instance = _instances.GetValueOrDefault(context.ExternalName);
        return instance is null ? null : RequireOwn(instance, context);
    }

    /// <exception cref="ProviderException">There is none, or it bears other marks.</exception>
    public T Require(ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Find(context) ?? throw new ProviderException($"This process has no {what} '{context.ExternalName}': it ends with the process that started it. {LocalDatabases.WhatEnded}");
    }

    public T GetOrAdd(ComponentContext context, Func<T> make) => RequireOwn(_instances.GetOrAdd(context.ExternalName, _ => make()), context);

    public ComponentPresence Observe(ComponentContext context)
    {
        LocalDatabases.RequireThisMachine(context);
        return _instances.GetValueOrDefault(context.ExternalName) switch
        {
            null => ComponentPresence.Absent,
            { IsRunning: true } instance => ComponentPresence.Running(instance.Marks, instance.Detail),
            T instance => ComponentPresence.NotRunning(instance.Marks, $"its {what} does not run"),
        };
    }

    public async Task DestroyAsync(ComponentContext context)
    {
        LocalDatabases.RequireThisMachine(context);
        if (Find(context) is { } instance)
        {
            await instance.DisposeAsync().ConfigureAwait(false);
            _instances.TryRemove(context.ExternalName, out _);
        }
    }

    /// <summary>Succeeds where there is none.</summary>
    public void UpdateMarks(ComponentContext context)
    {
        if (Find(context) is { } instance)
        {
            instance.Marks = context.Marks with { IsKept = instance.Marks.IsKept };
        }
    }

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope) => _instances
        .Where(instance => scope.Covers(instance.Value.Marks))
        .Select(instance => new FoundComponent(instance.Value.Marks.Component, instance.Key, instance.Value.Marks, LocalDatabases.Here) { CreatedAt = instance.Value.Created })
        .ToAsyncEnumerable();

    public async ValueTask DisposeAsync()
    {
        foreach (T instance in _instances.Values)
        {
            await instance.DisposeAsync().ConfigureAwait(false);
        }

        _instances.Clear();
    }

    private T RequireOwn(T instance, ComponentContext context)
    {
        OwnershipMarks seen = instance.Marks;
        return seen.Installation == context.Marks.Installation && seen.EnvironmentId == context.EnvironmentId && seen.Component == context.Component
            ? instance
            : throw new ProviderException(
                $"The {what} '{context.ExternalName}' bears the marks of {seen.Component} of environment {seen.EnvironmentId} (owner '{seen.Owner}', installation '{seen.Installation}') and is left alone.");
    }
}
