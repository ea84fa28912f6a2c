namespace Lumina.Environments.Providers;

/// <summary>A provider of a platform that is far cheaper in one call for several components than in one for each.</summary>
/// <remarks>
/// The calls for those components of one environment between which nothing foreign lies begin at once, even where one of them depends on another: the provider
/// gathers them by <see cref="ComponentContext.Together"/> and orders them itself. A service's settings are resolved before its call, so it never begins with what it depends on.
/// Intents and outcomes stay one for each component. A provider must not wait without a bound for the others to arrive: a call may have been cancelled before it began.
/// </remarks>
public interface IBatchProvider : IComponentProvider
{
    /// <summary>The platform's name: components of all providers with the same one are taken together.</summary>
    string Batch { get; }

    /// <summary>Whether an action is cheaper so. Default: each is. Where it is not, components go one after another, as their dependencies say.</summary>
    /// <param name="action">The action.</param>
    bool Batches(StepAction action) => true;
}
