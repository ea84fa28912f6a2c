namespace Lumina.Environments.Local;

/// <summary>Whose an entry is. Written before anything of it exists.</summary>
/// <param name="Provider">The name of the provider that made it.</param>
/// <param name="Created">When.</param>
/// <param name="Token">What its processes carry in their environment (<see cref="KeptTrace.Token"/>).</param>
/// <param name="Marks">The component's marks, by their names.</param>
internal sealed record KeptOwner(string Provider, DateTimeOffset Created, string Token, IReadOnlyDictionary<string, string> Marks);
