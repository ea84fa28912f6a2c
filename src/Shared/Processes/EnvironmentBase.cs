namespace Lumina.Environments.Processes;

/// <summary>What a child's environment is laid over.</summary>
internal enum EnvironmentBase
{
    /// <summary>The host's environment.</summary>
    Inherited,

    /// <summary>Only what a program needs to run at all: search path, home, language, directory for temporary files.</summary>
    Scrubbed,
}
