namespace Lumina.Environments.Aws;

/// <summary>What is to go: everything of an environment, or of one component of it.</summary>
/// <param name="Environment">The environment's id.</param>
/// <param name="Account">The account that it was made in; another is refused.</param>
/// <param name="Region">The region that it was made in.</param>
/// <param name="Component">Null for all of it.</param>
internal sealed record AwsSweepScope(string Environment, string Account, string Region, ComponentName? Component = null)
{
    public bool Holds(IReadOnlyDictionary<string, string> tags) => tags.GetValueOrDefault(OwnershipMarks.EnvironmentMark) == Environment
        && (Component is not { } component || tags.GetValueOrDefault(OwnershipMarks.ComponentMark) == component.ToString());
}
