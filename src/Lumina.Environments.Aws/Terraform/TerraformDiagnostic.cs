namespace Lumina.Environments.Aws;

/// <summary>An error or a warning of terraform or of a provider.</summary>
/// <param name="IsError">Else it is a warning.</param>
/// <param name="Summary">In one line.</param>
/// <param name="Detail">In full; empty where there is no more.</param>
/// <param name="Address">The thing that it is about, where it is about one.</param>
/// <param name="Range">Where in the configuration, where it is about a place in it.</param>
internal sealed record TerraformDiagnostic(bool IsError, string Summary, string Detail = "", string? Address = null, TerraformRange? Range = null)
{
    /// <summary>Whether it tells that not all of a configuration was asked for, which whoever asked knows.</summary>
    public bool IsOfTargets => !IsError && Summary is "Resource targeting is in effect" or "Applied changes may be incomplete";

    public override string ToString()
    {
        string where = string.Join(", ", new[] { Address, Range?.ToString() }.Where(part => part is not null));
        return $"{Summary}{(where.Length > 0 ? $" ({where})" : "")}{(Detail.Length > 0 ? $": {Detail}" : "")}";
    }
}

/// <summary>A place in the configuration; lines and columns count from 1.</summary>
internal sealed record TerraformRange(string FileName, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    public override string ToString() => $"{FileName}, line {StartLine}";
}
