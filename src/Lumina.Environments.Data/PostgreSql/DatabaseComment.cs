using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lumina.Environments.Data;

/// <summary>What the comment of a database or a role says: whose it is, and what is needed to make it anew.</summary>
/// <param name="Marks">Whose it is; null where the comment is not ours.</param>
internal sealed partial record DatabaseComment(OwnershipMarks? Marks)
{
    private const string SchemasKey = "lumina-schemas";
    private const string SeededKey = "lumina-seeded";
    private const string SeededAtKey = "lumina-seeded-at";
    private const string ExternalNameKey = "lumina-name";
    private const string TemplateKey = "lumina-template";
    private const string EmptyingKey = "lumina-emptying";
    private const string PristineAtKey = "lumina-pristine-at";
    private const string PristineLogKey = "lumina-pristine-log";

    /// <summary>The schemas that were made in it.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>A hash of the data that was put into it; null until all of it is in.</summary>
    public string? Seeded { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? SeededAt { get; init; }

    /// <summary>The external name of the component to which it belongs, where it goes by another.</summary>
    public string? ExternalName { get; init; }

    /// <summary>The key of the template that it is, or from which it was copied; null where there is none.</summary>
    public string? Template { get; init; }

    /// <summary>When everything in it was as in its template for the last time that is known; null where unknown.</summary>
    public DatabaseMoment? PristineAt { get; init; }

    /// <summary>Whether somebody has begun to empty it and has not said that he was done.</summary>
    public bool IsBeingEmptied { get; init; }

    public static DatabaseComment Parse(string? text)
    {
        if (text is null || !text.StartsWith('{'))
        {
            return new DatabaseComment(Marks: null);
        }

        try
        {
            Dictionary<string, string>? values = JsonSerializer.Deserialize(text, CommentJson.Default.DictionaryStringString);
            return values is null ? new DatabaseComment(Marks: null) : new DatabaseComment(OwnershipMarks.FromDictionary(values))
            {
                Schemas = values.TryGetValue(SchemasKey, out string? schemas) ? JsonSerializer.Deserialize(schemas, CommentJson.Default.StringArray) ?? [] : [],
                Seeded = values.GetValueOrDefault(SeededKey),
                SeededAt = DateTimeOffset.TryParse(values.GetValueOrDefault(SeededAtKey), out DateTimeOffset time) ? time : null,
                ExternalName = values.GetValueOrDefault(ExternalNameKey),
                IsBeingEmptied = values.ContainsKey(EmptyingKey),
                Template = values.GetValueOrDefault(TemplateKey),
                PristineAt = ulong.TryParse(values.GetValueOrDefault(PristineAtKey), CultureInfo.InvariantCulture, out ulong transaction)
                    ? new DatabaseMoment(transaction, values.GetValueOrDefault(PristineLogKey)) : null,
            };
        }
        catch (JsonException)
        {
            return new DatabaseComment(Marks: null);
        }
    }

    /// <summary>The text form, which <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        Dictionary<string, string> values = new(Marks?.ToDictionary() ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        if (Schemas.Count > 0)
        {
            values[SchemasKey] = JsonSerializer.Serialize([.. Schemas], CommentJson.Default.StringArray);
        }

        if (Seeded is not null)
        {
            values[SeededKey] = Seeded;
            values[SeededAtKey] = SeededAt?.UtcDateTime.ToString("O") ?? "";
        }

        if (ExternalName is not null)
        {
            values[ExternalNameKey] = ExternalName;
        }

        if (IsBeingEmptied)
        {
            values[EmptyingKey] = "true";
        }

        if (Template is not null)
        {
            values[TemplateKey] = Template;
        }

        if (PristineAt is { } moment)
        {
            values[PristineAtKey] = moment.Transaction.ToString(CultureInfo.InvariantCulture);
        }

        if (PristineAt?.LogPosition is { } position)
        {
            values[PristineLogKey] = position;
        }

        return JsonSerializer.Serialize(values, CommentJson.Default.DictionaryStringString);
    }

    [JsonSerializable(typeof(Dictionary<string, string>))]
    [JsonSerializable(typeof(string[]))]
    private sealed partial class CommentJson : JsonSerializerContext;
}
