using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>One line of terraform's machine-readable log. A closed family; what is not known is kept as it is.</summary>
internal abstract record TerraformEvent
{
    private TerraformEvent()
    {
    }

    /// <summary>When terraform wrote it; null where it does not say.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The first line: which terraform this is.</summary>
    public sealed record Version(string Terraform, string Interface) : TerraformEvent;

    /// <summary>A change that the plan wants.</summary>
    public sealed record PlannedChange(TerraformChange Change) : TerraformEvent;

    /// <summary>Something was changed by somebody else since terraform looked last.</summary>
    public sealed record Drift(TerraformChange Change) : TerraformEvent;

    /// <summary>How many changes there are, or were.</summary>
    /// <param name="Operation"><c>plan</c>, <c>apply</c> or <c>destroy</c>.</param>
    /// <param name="Add">Made.</param>
    /// <param name="Change">Changed.</param>
    /// <param name="Remove">Destroyed.</param>
    public sealed record ChangeSummary(string Operation, long Add, long Change, long Remove) : TerraformEvent;

    /// <summary>Terraform begins to change something: from here on it is in doubt.</summary>
    /// <param name="Address">Which.</param>
    /// <param name="Action">What it does to it.</param>
    /// <param name="Id">The attribute that identifies it, where it is known before (a destroy, an update).</param>
    public sealed record ApplyStart(string Address, TerraformAction Action, TerraformId? Id) : TerraformEvent;

    /// <summary>It takes longer.</summary>
    public sealed record ApplyProgress(string Address, TerraformAction Action, TimeSpan Elapsed) : TerraformEvent;

    /// <summary>It is done; of what was made, this is the id.</summary>
    public sealed record ApplyComplete(string Address, TerraformAction Action, TerraformId? Id, TimeSpan Elapsed) : TerraformEvent;

    /// <summary>It failed; why, a diagnostic says. It may be there all the same.</summary>
    public sealed record ApplyErrored(string Address, TerraformAction Action, TimeSpan Elapsed) : TerraformEvent;

    /// <summary>An error or a warning.</summary>
    public sealed record Diagnosed(TerraformDiagnostic Diagnostic) : TerraformEvent;

    /// <summary>The outputs, the values of those that are not sensitive among them.</summary>
    public sealed record Outputs(IReadOnlyDictionary<string, TerraformOutput> Values) : TerraformEvent;

    /// <summary>Of a kind that is not known here, or damaged.</summary>
    /// <param name="Raw">The line. It may hold anything, so it belongs into no log.</param>
    public sealed record Unknown(string Raw) : TerraformEvent;
}

/// <summary>What identifies a thing: an attribute and its value.</summary>
internal sealed record TerraformId(string Key, string Value);

/// <summary>One output. A sensitive one has no value in events.</summary>
internal sealed record TerraformOutput(JsonElement? Value, bool IsSensitive);

/// <summary>One change: planned, or found.</summary>
/// <param name="Address">Of what.</param>
/// <param name="Action">What it is.</param>
/// <param name="Reason">Why, in terraform's word (<c>tainted</c>, <c>cannot_update</c>), where it says so.</param>
internal sealed record TerraformChange(string Address, TerraformAction Action, string? Reason = null);
