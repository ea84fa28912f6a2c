using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>One of several statements that go to the server together.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Read">Reads each of its rows; null where it gives none.</param>
internal readonly record struct SqlQuestion(string Text, Action<NpgsqlDataReader>? Read = null);
