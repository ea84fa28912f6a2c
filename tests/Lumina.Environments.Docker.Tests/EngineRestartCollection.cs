namespace Lumina.Environments.Docker.Tests;

/// <summary>Tests that restart the engine: they run alone, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EngineRestartCollection
{
    public const string Name = "engine restart";
}
