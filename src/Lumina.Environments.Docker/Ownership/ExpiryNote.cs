namespace Lumina.Environments.Docker;

/// <summary>One volume that says anew when something expires.</summary>
/// <param name="For">The name of what it is for.</param>
/// <param name="Provider">Whose that is.</param>
/// <param name="Marks">The marks that hold now.</param>
/// <param name="CreatedAt">When it was made; null where the engine does not tell.</param>
internal sealed record ExpiryNote(string For, string? Provider, OwnershipMarks Marks, DateTimeOffset? CreatedAt);
