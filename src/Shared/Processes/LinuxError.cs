using System.Runtime.InteropServices;

namespace Lumina.Environments.Processes;

internal static class LinuxError
{
    public static IOException Last(string what) => Of(what, Marshal.GetLastPInvokeError());

    public static IOException Of(string what, int error) => new($"{what}: {Marshal.GetPInvokeErrorMessage(error)} ({error}).");
}
