namespace Lumina.Environments;

/// <summary>A manager that can act in the name of a part of the library, so that the journal tells its doings from a caller's.</summary>
internal interface IActingManager : IEnvironmentManager
{
    /// <summary>A view that sees what this one sees.</summary>
    /// <param name="actor">Who acts, such as <c>lumina/clean-up</c>.</param>
    /// <param name="reason">Why, for what a termination records.</param>
    /// <param name="unless">What keeps it from a restart or a termination after all, judged on the environment as it is when its turn has come; null for nothing. It throws an <see cref="EnvironmentOvertakenException"/> then.</param>
    IEnvironmentManager ActingAs(string actor, string reason, Func<EnvironmentSnapshot, string?> unless);
}
