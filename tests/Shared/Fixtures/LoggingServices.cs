using Lumina.Environments.Providers;

namespace Lumina.Environments.Fixtures.Tests;

/// <summary>Services that have logged what a test says.</summary>
internal sealed class LoggingServices : IComponentProvider<ServiceSpec>, ILogProvider
{
    private readonly HashSet<string> _made = [];
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name { get; init; } = "logging";

    public IReadOnlyList<string> Lines { get; init; } = ["the first line"];

    /// <summary>Whether no end of the lines comes, whatever becomes of the token.</summary>
    public bool Hangs { get; init; }

    /// <summary>Completes when all lines were read.</summary>
    public Task Asked => _asked.Task;

    public void ForgetAsked() => _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsEmpty => _made.Count == 0;

    public string? WhyNot(ServiceSpec spec) => null;

    public ComponentPlacement Place(ServiceSpec spec) => new();

    public ValueTask<ComponentOutputs> ProvisionAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        _made.Add(context.ExternalName);
        return ValueTask.FromResult(new ComponentOutputs([]));
    }

    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_made.Contains(context.ExternalName) ? ComponentPresence.Running(context.Marks) : ComponentPresence.Absent);

    public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _made.Remove(context.ExternalName);
        return ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();

    public async IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string line in Lines)
        {
            yield return line;
        }

        _asked.TrySetResult();
        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        }
    }
}
