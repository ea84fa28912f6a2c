namespace Lumina.Environments.Processes;

/// <summary>What a search found, best first, and every place it looked at.</summary>
internal sealed record ProgramSearch(string FileName, IReadOnlyList<string> Found, IReadOnlyList<string> LookedAt)
{
    public string? Best => Found.Count > 0 ? Found[0] : null;

    /// <summary>For an error message: the sentence ends with what to do, which the caller knows.</summary>
    public string DescribeMissing() => $"'{FileName}' was not found. Looked at: {string.Join(", ", LookedAt)}.";
}
