namespace Lumina.Environments;

/// <summary>One fact in the life of an environment. An environment is the ordered journal of these; everything else is read from it.</summary>
public abstract record EnvironmentEvent
{
    private static readonly EnvironmentEventJson Json = new();

    /// <summary>The environment.</summary>
    public EnvironmentId EnvironmentId { get; init; }

    /// <summary>Its place in the environment's journal: 1, 2, 3, … without a gap. Stamped by the writer.</summary>
    public long Sequence { get; init; }

    /// <summary>When it was written. Stamped by the writer.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Who acted: an owner, a user, or a part of the library such as <c>lumina/healing</c>. Stamped by the writer.</summary>
    public string Actor { get; init; } = "";

    /// <summary>The event as JSON on one line, as <see cref="EnvironmentEventJson"/> writes it, or as a newer version of the library has written it: no secret is in it.</summary>
    public sealed override string ToString() => this is UnknownEvent unknown ? unknown.Json : Json.Write(this);
}
