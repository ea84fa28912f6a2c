namespace Lumina.Environments;

/// <summary>What a service is made from. A service may have several; a platform takes the first that it can.</summary>
public abstract record ServiceSource
{
    private protected ServiceSource()
    {
    }

    /// <summary>A container image, such as <c>registry/name:tag</c>.</summary>
    public static ServiceSource Image(string image) => new ImageSource(image);

    /// <summary>A Dockerfile, from which an image is built: the folder that holds it, or the file. Relative paths resolve from the environment's base directory.</summary>
    public static ServiceSource Dockerfile(string path) => new DockerfileSource(path);

    /// <summary>A .NET project: the folder that holds it, or its project file. Relative paths resolve from the environment's base directory.</summary>
    public static ServiceSource Project(string path) => new ProjectSource(path);

    /// <summary>A program with its arguments. The program is a path (relative ones resolve from the environment's base directory) or a name on the PATH.</summary>
    public static ServiceSource Command(string program, params IReadOnlyList<string> arguments) => new CommandSource(program, arguments);

    /// <summary>A service that runs already, at this address; nothing is made.</summary>
    public static ServiceSource External(Uri address) => new ExternalSource(address);
}

/// <summary>A container image.</summary>
/// <param name="Name">The image, such as <c>registry/name:tag</c>.</param>
public sealed record ImageSource(string Name) : ServiceSource;

/// <summary>A Dockerfile, from which an image is built.</summary>
/// <param name="Path">The folder that holds it, or the file. What is in its folder can be copied into the image.</param>
public sealed record DockerfileSource(string Path) : ServiceSource
{
    /// <summary>The stage at which the build ends; null for the last.</summary>
    public string? Target { get; init; }
}

/// <summary>A .NET project.</summary>
/// <param name="Path">The folder that holds it, or its project file.</param>
public sealed record ProjectSource(string Path) : ServiceSource;

/// <summary>A program with its arguments.</summary>
/// <param name="Program">A path, or a name on the PATH.</param>
/// <param name="Arguments">The arguments. They are visible to every user of the machine: never a secret.</param>
public sealed record CommandSource(string Program, IReadOnlyList<string> Arguments) : ServiceSource
{
    /// <summary>The arguments. They are visible to every user of the machine: never a secret.</summary>
    public IReadOnlyList<string> Arguments { get; init => field = [.. value]; } = [.. Arguments];

    /// <summary>The folder in which it runs; relative ones resolve from the environment's base directory; null for the base directory itself.</summary>
    public string? WorkingDirectory { get; init; }

    /// <inheritdoc />
    public bool Equals(CommandSource? other) =>
        other is not null && Program == other.Program && WorkingDirectory == other.WorkingDirectory && Arguments.SequenceEqual(other.Arguments, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Program, WorkingDirectory, Arguments.Count);
}

/// <summary>A service that runs already.</summary>
/// <param name="Address">Its address.</param>
public sealed record ExternalSource(Uri Address) : ServiceSource;
