namespace Lumina.Environments.Aws;

/// <summary>What a run did, from its log.</summary>
internal sealed record TerraformRunResult
{
    /// <summary>What the plan wanted. Without those that are only looked up.</summary>
    public IReadOnlyList<TerraformChange> Planned { get; init; } = [];

    /// <summary>What somebody else had changed.</summary>
    public IReadOnlyList<TerraformChange> Drift { get; init; } = [];

    public IReadOnlyList<TerraformDiagnostic> Warnings { get; init; } = [];

    /// <summary>Each thing that was changed, as terraform told it.</summary>
    public IReadOnlyList<TerraformEvent.ApplyComplete> Completed { get; init; } = [];

    /// <summary>Those that are not sensitive have a value.</summary>
    public IReadOnlyDictionary<string, TerraformOutput> Outputs { get; init; } = new Dictionary<string, TerraformOutput>(StringComparer.Ordinal);

    public bool HasChanges => Planned.Count > 0;
}
