using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>
/// Starts a process in a session of its own, with exactly the given descriptors and with every signal as by default:
/// .NET's own start can't make a session and leaves SIGPIPE ignored.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed record LinuxSpawn(string Path, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    private const int OpaqueSize = 1024;
    private const int HighestStandardSignal = 31;
    private const int WriteCreateAppend = 0x1 | 0x40 | 0x400;
    private const uint OwnerOnly = 0x180;

    public int Input { get; init; }

    public int Output { get; init; } = -1;

    public int Error { get; init; } = -1;

    /// <summary>What it has as its fourth descriptor; -1 for nothing.</summary>
    public int Report { get; init; } = -1;

    /// <summary>Where what has no descriptor goes.</summary>
    public string OutputFile { get; init; } = "/dev/null";

    /// <summary>Returns the pid.</summary>
    public unsafe int Start()
    {
        byte* actions = stackalloc byte[OpaqueSize];
        byte* attributes = stackalloc byte[OpaqueSize];
        byte* signals = stackalloc byte[OpaqueSize];
        Check(LinuxInterop.InitializeFileActions(actions));
        Check(LinuxInterop.InitializeAttributes(attributes));
        try
        {
            Check(LinuxInterop.AddDuplicate(actions, Input, 0));
            AddOutput(actions, Output, 1);
            AddOutput(actions, Error, 2);
            if (Report >= 0)
            {
                Check(LinuxInterop.AddDuplicate(actions, Report, 3));
            }

            CloseTheRest(actions);

            _ = LinuxInterop.EmptySignals(signals);
            Check(LinuxInterop.SetSignalMask(attributes, signals));
            for (int signal = 1; signal <= HighestStandardSignal; signal++)
            {
                if (signal is not ((int)ProcessSignal.Kill or (int)ProcessSignal.Stop))
                {
                    _ = LinuxInterop.AddSignal(signals, signal);
                }
            }

            Check(LinuxInterop.SetSignalDefaults(attributes, signals));
            Check(LinuxInterop.SetFlags(
                attributes, LinuxInterop.SpawnSetSession | LinuxInterop.SpawnSetSignalMask | LinuxInterop.SpawnSetSignalDefaults));

            string?[] arguments = [Path, .. Arguments, null];
            string?[] environment = [.. Environment.Select(variable => $"{variable.Key}={variable.Value}"), null];
            Check(LinuxInterop.Spawn(out int pid, Path, actions, attributes, arguments, environment));
            return pid;
        }
        finally
        {
            _ = LinuxInterop.DestroyFileActions(actions);
            _ = LinuxInterop.DestroyAttributes(attributes);
        }
    }

    private unsafe void AddOutput(byte* actions, int descriptor, int target)
        => Check(descriptor >= 0
            ? LinuxInterop.AddDuplicate(actions, descriptor, target)
            : LinuxInterop.AddOpen(actions, target, OutputFile, WriteCreateAppend, OwnerOnly));

    /// <summary>.NET lets no descriptor be inherited, but other code in the host may.</summary>
    private unsafe void CloseTheRest(byte* actions)
    {
        try
        {
            _ = LinuxInterop.AddCloseFrom(actions, Report >= 0 ? 4 : 3);
        }
        catch (EntryPointNotFoundException)
        {
            // An older C library: what the host leaks, its children inherit.
        }
    }

    private void Check(int error)
    {
        if (error != 0)
        {
            throw LinuxError.Of($"'{Path}' could not be started", error);
        }
    }
}
