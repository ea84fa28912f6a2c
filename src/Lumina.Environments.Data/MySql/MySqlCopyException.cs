namespace Lumina.Environments.Data;

/// <summary>Something in a database cannot be copied into another one: its data is put in by its sources each time.</summary>
/// <param name="what">What it is.</param>
internal sealed class MySqlCopyException(string what) : Exception($"it has the {what}");
