namespace Lumina.Environments;

/// <summary>How an environment is reset.</summary>
public sealed record ResetOptions
{
    /// <summary>The way that components which know several must take; null for the best that leads there, which is the default. One that does not lead there is refused before anything is touched, by a <see cref="ResetRefusedException"/> that says which do; what only the reset itself can tell, such as a schema that has changed, fails it and leaves that component as it was.</summary>
    public ResetWay? Way { get; init; }
}
