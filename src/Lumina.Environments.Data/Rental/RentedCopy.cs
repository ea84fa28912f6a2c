namespace Lumina.Environments.Data;

/// <summary>A database that is handed out, or waits to be handed out again.</summary>
/// <param name="Name">Its name, and that of its role.</param>
/// <param name="Template">The template of which it is a copy.</param>
/// <param name="Uses">How often it was put right for another renter.</param>
internal sealed record RentedCopy(string Name, DatabaseTemplate Template, int Uses);
