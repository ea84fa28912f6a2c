using System.Runtime.Versioning;

namespace Lumina.Environments.Local;

/// <summary>How far an entry has come. It holds no secret.</summary>
[SupportedOSPlatform("linux")]
internal sealed record KeptState
{
    /// <summary>Whether it was made to its end once. What was not is cleaned and made anew.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Whether it runs once: until its work is done it is not what it is to be, whether its process lives or not.</summary>
    public bool RunsOnce { get; init; }

    /// <summary>Whether it runs once and has done its work: it needs no process any more.</summary>
    public bool IsDone { get; init; }

    /// <summary>How many processes it has while it runs.</summary>
    public int Replicas { get; init; }

    /// <summary>The program that was chosen when it was made: its data may be for no other.</summary>
    public string? Program { get; init; }

    /// <summary>By the names of what listens.</summary>
    public IReadOnlyDictionary<string, int> Ports { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Written down before the first instruction of each.</summary>
    public IReadOnlyList<KeptProcess> Processes { get; init; } = [];
}
