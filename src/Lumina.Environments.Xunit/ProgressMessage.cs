using Xunit.Abstractions;

namespace Lumina.Environments.Xunit;

/// <summary>A line of progress as runners take it.</summary>
internal sealed class ProgressMessage(string message) : IDiagnosticMessage
{
    public string Message => message;
}
