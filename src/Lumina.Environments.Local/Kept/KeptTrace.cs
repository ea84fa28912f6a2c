using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>By what the processes of an entry are known when it does not name them any more: the mark in their environment, which a program may overwrite with its title, and that their output goes into its files.</summary>
/// <param name="Directory">Where the entry lies, or lay.</param>
[SupportedOSPlatform("linux")]
internal sealed record KeptTrace(string Directory)
{
    private const int TokenBytes = 16;
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>What the processes of the entry carry in their environment. It follows from where the entry lies, so that they are known for its own when somebody has deleted it.</summary>
    public string Token { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Directory)).AsSpan(0, TokenBytes));

    /// <summary>What runs and is of the entry.</summary>
    public IReadOnlyList<ProcessIdentity> FindProcesses() => [.. ProcessScan.Take(since: 0).Where(IsOf).Select(process => process.Identity)];

    private bool IsOf(ProcessEntry process) => ProcessMarks.HasVariable(process.Marks, ProcessMarks.Host(Token)) || WritesInto(process.Identity.Pid, StandardOutput) || WritesInto(process.Identity.Pid, StandardError);

    private bool WritesInto(int pid, int descriptor) => ProcessFiles.ReadDescriptor(pid, descriptor) is { } file
        && (file.StartsWith($"{Directory}/", StringComparison.Ordinal) || file.StartsWith($"{Directory}{KeptRegistry.Unfinished}/", StringComparison.Ordinal));
}
