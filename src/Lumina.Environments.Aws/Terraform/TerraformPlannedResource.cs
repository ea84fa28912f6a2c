using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>What a plan does with one resource.</summary>
/// <param name="change">The change in terraform's own form.</param>
internal sealed class TerraformPlannedResource(JsonElement change)
{
    private static readonly JsonElement Null = JsonElement.Parse("null");

    /// <summary>The whole address, such as <c>module.queues.aws_sqs_queue.each["orders"]</c>.</summary>
    public string Address { get; } = change.Text("address") ?? "";

    public string Type { get; } = change.Text("type") ?? "";

    /// <summary>The address of its module; null for the configuration's own.</summary>
    public string? Module { get; } = change.Text("module_address");

    /// <summary>Its address within its module, without an index.</summary>
    public string Resource { get; } = $"{change.Text("type")}.{change.Text("name")}";

    /// <summary>What is done; null where nothing is.</summary>
    public PlannedAction? Action { get; } = string.Join(' ', (change.Member("change")?.Items("actions") ?? []).Select(action => action.GetString())) switch
    {
        "create" => PlannedAction.Create,
        "update" => PlannedAction.Change,
        "delete create" or "create delete" => PlannedAction.Replace,
        "delete" => PlannedAction.Destroy,
        _ => null,
    };

    /// <summary>Whether it stays, and terraform knows of it no more.</summary>
    public bool IsForgotten { get; } = (change.Member("change")?.Items("actions") ?? []).Any(action => action.GetString() == "forget");

    /// <summary>Whether it is made anew since it was made half.</summary>
    public bool IsTainted { get; } = change.Text("action_reason") == "replace_because_tainted";

    /// <summary>The arguments and attributes that change to something that is known by now.</summary>
    public IEnumerable<string> Changed => After.ValueKind == JsonValueKind.Object
        ? After.EnumerateObject().Where(member => !JsonElement.DeepEquals(member.Value, change.Member("change")?.Member("before")?.Member(member.Name) ?? Null) && member.Value.ValueKind != JsonValueKind.Null).Select(member => member.Name)
        : [];

    /// <summary>What it is to be; what is known only when it is made is not in it.</summary>
    public JsonElement After { get; } = change.Member("change")?.Member("after") ?? default;
}
