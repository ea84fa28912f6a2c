namespace Lumina.Environments.Data;

/// <summary>A seeded state that is kept to copy from.</summary>
/// <param name="Name">The database that has it.</param>
/// <param name="Key">What was put into it.</param>
/// <param name="Contents">What is in it.</param>
internal sealed record MySqlTemplate(string Name, string Key, MySqlContents Contents)
{
    public string Id => IdOf(Name, Key);

    public static string IdOf(string name, string key) => $"{name}:{key}";
}
