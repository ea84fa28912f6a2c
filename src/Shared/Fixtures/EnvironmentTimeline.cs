using System.Globalization;
using System.Text;

namespace Lumina.Environments.Fixtures;

/// <summary>When each component was begun and ready, and what it was doing when provisioning failed, from the journal.</summary>
internal sealed class EnvironmentTimeline
{
    private readonly DateTimeOffset _start;
    private readonly List<Row> _rows = [];

    public EnvironmentTimeline(IReadOnlyList<EnvironmentEvent> events)
    {
        foreach (EnvironmentEvent @event in events)
        {
            if (@event is ProvisioningStarted started)
            {
                _start = started.Time;
                _rows.AddRange(started.Components.Select(component => new Row(component.Name)));
            }
            else if (@event is StepIntended { Action: not StepAction.Provision } or TerminationStarted)
            {
                // What is taken away afterwards does not belong to it.
                break;
            }
            else if (@event is ComponentEvent component && _rows.Find(row => row.Name == component.Component) is { } row)
            {
                row.Apply(component);
            }
        }
    }

    /// <summary>A line for each component, with seconds from the start.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (Row row in _rows)
        {
            text.Append($"{row.Name,-24} {row.State,-12} {Since(row.Begun),10} {Since(row.Ended),10}  {row.Error}".TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    public static string Header => $"{"component",-24} {"state",-12} {"begun",10} {"ended",10}\n";

    private string Since(DateTimeOffset? time) => time is { } at ? string.Create(CultureInfo.InvariantCulture, $"{(at - _start).TotalSeconds:0.000} s") : "-";

    private sealed class Row(ComponentName name)
    {
        public ComponentName Name => name;

        public ComponentState State { get; private set; } = ComponentState.Pending;

        public DateTimeOffset? Begun { get; private set; }

        public DateTimeOffset? Ended { get; private set; }

        public string? Error { get; private set; }

        public void Apply(ComponentEvent value)
        {
            switch (value)
            {
                case StepIntended:
                    (State, Begun) = (ComponentState.Provisioning, value.Time);
                    break;
                case ComponentProvisioned:
                    (State, Ended) = (ComponentState.Up, value.Time);
                    break;
                case StepFailed failed:
                    (State, Ended, Error) = (failed.InDoubt ? ComponentState.InDoubt : ComponentState.Failed, value.Time, failed.Error.Split('\n')[0]);
                    break;
            }
        }
    }
}
