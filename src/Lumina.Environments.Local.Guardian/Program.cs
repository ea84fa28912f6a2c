using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lumina.Environments.Local.Guardian;

/// <summary>
/// Waits for its host's end, which it sees as the end of its standard input, and then removes everything the host left.
/// Its one argument is the host's root directory.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class Program
{
    private const int StandardInput = 0;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var root])
        {
            return 2;
        }

        using StreamReader? table = GuardTable.TryOpen(root);
        WaitForHostsEnd();
        IReadOnlyList<string> left = await new Reaper(new PidfdSignals(), TimeProvider.System)
            .ReapAsync(root, table, Bound, CancellationToken.None).ConfigureAwait(false);
        return left.Count == 0 ? 0 : 1;
    }

    private static void WaitForHostsEnd()
    {
        using SafeFileHandle handle = new(StandardInput, ownsHandle: false);
        using FileStream input = new(handle, FileAccess.Read, bufferSize: 0);
        byte[] buffer = new byte[64];
        while (input.Read(buffer) > 0)
        {
        }
    }
}
