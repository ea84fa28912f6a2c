namespace Lumina.Environments.Aws;

/// <summary>Gathers what a run tells.</summary>
internal sealed class TerraformRunLog
{
    private readonly List<TerraformChange> _planned = [];
    private readonly List<TerraformChange> _drift = [];
    private readonly List<TerraformDiagnostic> _diagnostics = [];
    private readonly List<TerraformEvent.ApplyComplete> _completed = [];
    private IReadOnlyDictionary<string, TerraformOutput> _outputs = new Dictionary<string, TerraformOutput>(StringComparer.Ordinal);

    public IReadOnlyList<TerraformDiagnostic> Errors => _diagnostics.FindAll(diagnostic => diagnostic.IsError);

    public void Add(TerraformEvent told)
    {
        switch (told)
        {
            case TerraformEvent.PlannedChange { Change: { Action: not (TerraformAction.NoOp or TerraformAction.Read) } change }:
                _planned.Add(change);
                break;
            case TerraformEvent.Drift { Change: { } change }:
                _drift.Add(change);
                break;
            case TerraformEvent.Diagnosed { Diagnostic: { } diagnostic }:
                _diagnostics.Add(diagnostic);
                break;
            case TerraformEvent.ApplyComplete complete:
                _completed.Add(complete);
                break;
            case TerraformEvent.Outputs { Values: { } values }:
                _outputs = values;
                break;
        }
    }

    public TerraformRunResult ToResult() => new()
    {
        Planned = _planned,
        Drift = _drift,
        Warnings = _diagnostics.FindAll(diagnostic => !diagnostic.IsError),
        Completed = _completed,
        Outputs = _outputs,
    };
}
