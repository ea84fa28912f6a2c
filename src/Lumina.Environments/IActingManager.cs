namespace Lumina.Environments;

/// <summary>A manager that can act in the name of a part of the library, so that the journal tells its doings from a caller's.</summary>
internal interface IActingManager : IEnvironmentManager
{
    /// <summary>A view that sees what this one sees.</summary>
    /// <param name="actor">Who acts, such as <c>lumina/clean-up</c>.</param>
    /// <param name="reason">Why, for what a termination records.</param>
    IEnvironmentManager ActingAs(string actor, string reason);
}
