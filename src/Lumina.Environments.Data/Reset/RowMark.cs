namespace Lumina.Environments.Data;

/// <summary>A row of a table.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Hash">Of all its values.</param>
internal readonly record struct RowMark(string Place, long Hash);
