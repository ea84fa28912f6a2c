namespace Lumina.Environments.Data;

/// <summary>A database that a renter had, and that is as it was again.</summary>
/// <param name="Name">Its name, and that of its role.</param>
/// <param name="Template">Which template it is a copy of.</param>
/// <param name="Password">The password of the next renter: none that had it before can enter.</param>
/// <param name="Uses">How often it was rented.</param>
internal sealed record ReturnedDatabase(string Name, string Template, string Password, int Uses);
