using System.Globalization;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>Reads a line of terraform's log. Never fails: what it can't read is <see cref="TerraformEvent.Unknown"/>.</summary>
internal static class TerraformEventReader
{
    public static TerraformEvent Read(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            TerraformEvent known = ReadKnown(root) ?? new TerraformEvent.Unknown(line);
            return DateTimeOffset.TryParse(root.Text("@timestamp"), CultureInfo.InvariantCulture, out DateTimeOffset at) ? known with { At = at } : known;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // Half a character and a number beyond all bounds are JSON, too.
            return new TerraformEvent.Unknown(line);
        }
    }

    /// <summary>Of the commands that answer with one object (<c>validate</c>), the diagnostics are the same.</summary>
    public static TerraformDiagnostic? ReadDiagnostic(JsonElement diagnostic)
    {
        if (diagnostic.Text("summary") is not { } summary)
        {
            return null;
        }

        bool isError = diagnostic.Text("severity") != "warning";
        return new TerraformDiagnostic(isError, summary, diagnostic.Text("detail") ?? "", diagnostic.Text("address"), ReadRange(diagnostic.Member("range")));
    }

    private static TerraformEvent? ReadKnown(JsonElement root) => root.Text("type") switch
    {
        "version" => new TerraformEvent.Version(root.Text("terraform") ?? root.Text("tofu") ?? "", root.Text("ui") ?? ""),
        "planned_change" => ReadChange(root) is { } change ? new TerraformEvent.PlannedChange(change) : null,
        "resource_drift" => ReadChange(root) is { } change ? new TerraformEvent.Drift(change) : null,
        "change_summary" => root.Member("changes") is { } changes
            ? new TerraformEvent.ChangeSummary(
                changes.Text("operation") ?? "", changes.Number("add") ?? 0, changes.Number("change") ?? 0, changes.Number("remove") ?? 0)
            : null,
        "apply_start" or "apply_progress" or "apply_complete" or "apply_errored" => root.Member("hook") is { } hook ? ReadHook(root.Text("type")!, hook) : null,
        "diagnostic" => root.Member("diagnostic") is { } diagnostic && ReadDiagnostic(diagnostic) is { } read ? new TerraformEvent.Diagnosed(read) : null,
        "outputs" => new TerraformEvent.Outputs(ReadOutputs(root.Members("outputs"))),
        _ => null,
    };

    internal static Dictionary<string, TerraformOutput> ReadOutputs(IEnumerable<JsonProperty> outputs)
    {
        Dictionary<string, TerraformOutput> read = new(StringComparer.Ordinal);
        foreach (JsonProperty output in outputs)
        {
            read[output.Name] = new TerraformOutput(output.Value.Member("value")?.Clone(), output.Value.Flag("sensitive"));
        }

        return read;
    }

    internal static TerraformAction ReadAction(string? word) => word switch
    {
        "create" => TerraformAction.Create,
        "read" => TerraformAction.Read,
        "update" => TerraformAction.Update,
        "replace" => TerraformAction.Replace,
        "delete" => TerraformAction.Delete,
        "noop" or "no-op" => TerraformAction.NoOp,
        "import" => TerraformAction.Import,
        "move" => TerraformAction.Move,
        "remove" or "forget" => TerraformAction.Forget,
        _ => TerraformAction.Other,
    };

    private static TerraformEvent? ReadHook(string type, JsonElement hook)
    {
        if (hook.Member("resource")?.Text("addr") is not { } address)
        {
            return null;
        }

        TerraformAction action = ReadAction(hook.Text("action"));
        TerraformId? id = hook.Text("id_key") is { } key && hook.Text("id_value") is { } value ? new TerraformId(key, value) : null;
        TimeSpan elapsed = TimeSpan.FromSeconds(hook.Number("elapsed_seconds") ?? 0);
        return type switch
        {
            "apply_start" => new TerraformEvent.ApplyStart(address, action, id),
            "apply_progress" => new TerraformEvent.ApplyProgress(address, action, elapsed),
            "apply_complete" => new TerraformEvent.ApplyComplete(address, action, id, elapsed),
            _ => new TerraformEvent.ApplyErrored(address, action, elapsed),
        };
    }

    private static TerraformChange? ReadChange(JsonElement root) =>
        root.Member("change") is { } change && change.Member("resource")?.Text("addr") is { } address
            ? new TerraformChange(address, ReadAction(change.Text("action")), change.Text("reason"))
            : null;

    private static TerraformRange? ReadRange(JsonElement? range) =>
        range is { } place && place.Text("filename") is { } file && place.Member("start") is { } start && place.Member("end") is { } end
            ? new TerraformRange(file, Position(start, "line"), Position(start, "column"), Position(end, "line"), Position(end, "column"))
            : null;

    private static int Position(JsonElement position, string name) => (int)(position.Number(name) ?? 0);
}
