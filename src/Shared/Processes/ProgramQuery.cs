namespace Lumina.Environments.Processes;

/// <summary>A program to be found on this machine.</summary>
/// <param name="FileName">Its file's name, without a directory.</param>
internal sealed record ProgramQuery(string FileName)
{
    /// <summary>A file, or the directory that holds it. If given, nothing else is looked at.</summary>
    public string? GivenPath { get; init; }

    /// <summary>A variable that holds a file or directory. Where it is set, nothing else is looked at.</summary>
    public string? EnvironmentVariable { get; init; }

    /// <summary>Directories, of whose parts any may be <c>*</c>; of several matches the highest version comes first.</summary>
    public IReadOnlyList<string> UsualPlaces { get; init; } = [];
}
