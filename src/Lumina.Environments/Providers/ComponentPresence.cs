namespace Lumina.Environments.Providers;

/// <summary>What was seen of a component on its platform.</summary>
public sealed class ComponentPresence
{
    private ComponentPresence(bool exists, bool isRunning, OwnershipMarks? marks, string? detail) =>
        (Exists, IsRunning, Marks, Detail) = (exists, isRunning, marks, detail);

    /// <summary>Nothing is there.</summary>
    public static ComponentPresence Absent { get; } = new(exists: false, isRunning: false, marks: null, detail: null);

    /// <summary>Whether something is there under the component's external name.</summary>
    public bool Exists { get; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning { get; }

    /// <summary>Whether it runs, and something is not as it should be.</summary>
    public bool IsDegraded { get; private init; }

    /// <summary>The marks that it bears; null where it bears none, so that it is not ours unless its deterministic name and a committed intent say so.</summary>
    public OwnershipMarks? Marks { get; }

    /// <summary>Its state in the platform's words, such as <c>exited with code 1</c>; null where there is nothing to say.</summary>
    public string? Detail { get; }

    /// <summary>It is there and runs.</summary>
    public static ComponentPresence Running(OwnershipMarks? marks, string? detail = null) => new(exists: true, isRunning: true, marks, detail);

    /// <summary>It is there and runs, and something is not as it should be, which its health tells as a warning.</summary>
    public static ComponentPresence Degraded(OwnershipMarks? marks, string detail) => new(exists: true, isRunning: true, marks, detail) { IsDegraded = true };

    /// <summary>It is there and does not run.</summary>
    public static ComponentPresence NotRunning(OwnershipMarks? marks, string? detail = null) => new(exists: true, isRunning: false, marks, detail);
}
