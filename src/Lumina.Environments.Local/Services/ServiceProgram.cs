namespace Lumina.Environments.Local;

/// <summary>What is run for a service.</summary>
internal sealed record ServiceProgram(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory);
