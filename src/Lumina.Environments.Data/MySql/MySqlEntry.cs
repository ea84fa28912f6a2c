namespace Lumina.Environments.Data;

/// <summary>A database that is in a server.</summary>
/// <param name="Name">Its name, which is its user's, too.</param>
/// <param name="Comment">What its comment says.</param>
/// <param name="IsLocked">Whether its user may not connect.</param>
internal sealed record MySqlEntry(string Name, DatabaseComment Comment, bool IsLocked)
{
    /// <summary>Whether it is a component's, or was rented like it.</summary>
    public bool IsOf(Providers.ComponentContext context) => IsOwn(context) && (Name == context.ExternalName || Comment.ExternalName == context.ExternalName);

    public bool IsOwn(Providers.ComponentContext context) => Comment.Marks is { } marks
        && marks.Installation == context.Marks.Installation && marks.EnvironmentId == context.EnvironmentId && marks.Component.Name == context.Component.Name;
}
