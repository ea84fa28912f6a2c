namespace Lumina.Environments.Providers;

/// <summary>A provider that returns from making or starting a component only when that works, so that no check is waited for unless the spec asks for one.</summary>
/// <remarks>A database whose server has just obeyed its administrator needs no connection to show that it is there: that would take longer than to hand it out.</remarks>
public interface IReadyProvider : IComponentProvider
{
    /// <summary>Whether that holds for a component that it has just made or started.</summary>
    /// <param name="context">The component.</param>
    bool IsReady(ComponentContext context);
}
