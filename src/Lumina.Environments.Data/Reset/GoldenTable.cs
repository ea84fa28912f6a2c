namespace Lumina.Environments.Data;

/// <summary>A table of a template.</summary>
/// <param name="Columns">Its columns as a list, those aside that the server computes itself.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="RowSize">How many bytes a row takes about.</param>
internal sealed record GoldenTable(IReadOnlyList<string> Columns, IReadOnlyList<RowMark> Rows, long RowSize);
