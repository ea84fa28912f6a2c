namespace Lumina.Environments.Data;

/// <summary>A seeded database that is only copied.</summary>
/// <param name="Key">What was put into it.</param>
/// <param name="Name">Its name on the server, and that of the role that owns what is in it.</param>
/// <param name="Owner">The marks of the environment that has it alone, in the comment of all that is made of it; no marks where it is anybody's.</param>
/// <param name="Number">The server's own number for it: of two templates with one key, what is in them may be numbered differently.</param>
internal sealed record DatabaseTemplate(string Key, string Name, DatabaseComment Owner, uint Number)
{
    /// <summary>Tells copies of this very template from others'.</summary>
    public string Id { get; } = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Key}@{Number}");

    /// <summary>What the comment of a copy says that nobody uses yet.</summary>
    public DatabaseComment CopyComment => Owner with { Template = Id };
}
