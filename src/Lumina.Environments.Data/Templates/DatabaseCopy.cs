namespace Lumina.Environments.Data;

/// <summary>A copy of a template that waits for its use: nobody can connect to it yet.</summary>
/// <param name="Template">What it is a copy of.</param>
/// <param name="Name">Its name, and that of the role that owns what is in it.</param>
/// <param name="PristineAt">When everything in it was as in its template.</param>
internal sealed record DatabaseCopy(DatabaseTemplate Template, string Name, DatabaseMoment PristineAt);
