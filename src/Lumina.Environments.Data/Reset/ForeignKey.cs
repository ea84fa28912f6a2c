namespace Lumina.Environments.Data;

/// <summary>That the rows of one table refer to those of another, in a manner that is looked at with each statement.</summary>
/// <param name="Child">The number of the table that refers.</param>
/// <param name="Parent">The number of the one that is referred to.</param>
internal sealed record ForeignKey(uint Child, uint Parent);
