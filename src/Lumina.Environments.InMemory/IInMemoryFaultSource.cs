namespace Lumina.Environments.InMemory;

/// <summary>Decides which fault a call to an in-memory provider plays.</summary>
public interface IInMemoryFaultSource
{
    /// <summary>The fault for a call; null for none. Called from many threads at once.</summary>
    InMemoryFault? Next(ComponentName component, InMemoryCall call);
}
