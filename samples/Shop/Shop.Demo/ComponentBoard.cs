using System.Collections.Immutable;
using System.Globalization;
using Lumina.Environments;

namespace Shop.Demo;

/// <summary>The components of one environment as its events tell of them. Events arrive on threads of the library's; whoever shows the board looks at it when it likes.</summary>
internal sealed class ComponentBoard : IObserver<EnvironmentEvent>
{
    private readonly Lock _lock = new();
    private ImmutableArray<ComponentRow> _rows = [];
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Told of each row that has changed, on the thread of the event.</summary>
    public Action<ComponentRow>? OnChanged { get; set; }

    public ImmutableArray<ComponentRow> Rows
    {
        get
        {
            lock (_lock)
            {
                return _rows;
            }
        }
    }

    /// <summary>The sequence number of the last event that is on the board.</summary>
    public long Version { get; private set; }

    /// <summary>Waits until the board is as far as the journal, for a second at most: a picture that lags a little harms nobody.</summary>
    public async Task CatchUpAsync(long version)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(1));
        while (!bound.IsCancellationRequested)
        {
            Task progress;
            lock (_lock)
            {
                if (Version >= version)
                {
                    return;
                }

                progress = _progress.Task;
            }

            await progress.WaitAsync(bound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void OnNext(EnvironmentEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        List<ComponentRow> changed = [];
        TaskCompletionSource progress;
        lock (_lock)
        {
            if (value is ProvisioningStarted started)
            {
                _rows = [.. started.Components.Select(component => new ComponentRow(component.Name, component.DependsOn, ComponentState.Pending) { Since = value.Time })];
                changed.AddRange(_rows);
            }
            else if (value is StopRequested or StartRequested or TerminationStarted)
            {
                _rows = [.. _rows.Select(row => row with { Elapsed = null })];
            }
            else if (value is ComponentEvent component && Apply(component) is { } row)
            {
                changed.Add(row);
            }

            Version = value.Sequence;
            progress = _progress;
            _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.ForEach(row => OnChanged?.Invoke(row));
        progress.SetResult();
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private ComponentRow? Apply(ComponentEvent value)
    {
        int index = _rows.IndexOf(_rows.FirstOrDefault(row => row.Name == value.Component)!);
        if (index < 0)
        {
            return null;
        }

        ComponentRow row = _rows[index];
        ComponentRow next = value switch
        {
            StepIntended intended => row with { State = Begun(intended.Action, row.State), Elapsed = null, Note = "" },
            AttemptFailed attempt => row with { Note = string.Create(CultureInfo.InvariantCulture, $"attempt {attempt.Attempt} failed: {attempt.Error}") },
            ComponentProvisioned made => row with { State = ComponentState.Up, Elapsed = made.Elapsed, Note = NoteOf(made.Component, made.Outputs) },
            ComponentStarted begun => row with { State = ComponentState.Up, Elapsed = begun.Elapsed, Note = NoteOf(begun.Component, begun.Outputs) },
            ComponentStopped stopped => row with { State = ComponentState.Stopped, Elapsed = stopped.Elapsed, Note = "" },
            ComponentDestroyed destroyed => row with { State = ComponentState.Destroyed, Elapsed = destroyed.Elapsed, Note = "" },
            StepFailed failed => row with { State = failed.InDoubt ? ComponentState.InDoubt : ComponentState.Failed, Note = failed.Error },
            _ => row,
        };
        if (next == row)
        {
            return null;
        }

        next = next.State == row.State ? next : next with { Since = value.Time };
        _rows = _rows.SetItem(index, next);
        return next;
    }

    private static ComponentState Begun(StepAction action, ComponentState present) => action switch
    {
        StepAction.Provision => ComponentState.Provisioning,
        StepAction.Start => ComponentState.Starting,
        StepAction.Stop => ComponentState.Stopping,
        StepAction.Destroy => ComponentState.Destroying,
        _ => present,
    };

    /// <summary>An address or a version; what is secret is not for a screen.</summary>
    private static string NoteOf(ComponentName component, ComponentOutputs outputs)
    {
        ComponentOutput? address = component.Kind == ComponentKinds.Service ? outputs.FirstOrDefault(output => !output.IsSecret && output.Value!.Contains("://", StringComparison.Ordinal)) : null;
        return address?.Value ?? (outputs.Find(OutputNames.Version)?.Value is { } version ? $"version {version}" : "");
    }
}
