using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>The system calls that .NET has no method for. Nothing else declares any.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxInterop
{
    internal const int CloseOnExec = 0x80000;
    internal const int ReadWrite = 0x2;
    internal const int Create = 0x40;
    internal const int NonBlocking = 0x800;
    internal const int SetStatusFlags = 4;
    internal const int WaitNoHang = 1;
    internal const int RemoveId = 0;
    internal const int GetDumpable = 3;
    internal const int SetDumpable = 4;
    internal const int AttachToRead = 0x1000;
    internal const int LockExclusive = 2;
    internal const int LockWithoutWaiting = 4;
    internal const int Unlock = 8;
    internal const short PollIn = 1;

    internal const short SpawnSetSignalDefaults = 0x04;
    internal const short SpawnSetSignalMask = 0x08;
    internal const short SpawnSetSession = 0x80;

    internal const int ErrorInterrupted = 4;
    internal const int ErrorAgain = 11;

    // The same numbers on every architecture: they are newer than the common table.
    private const nint SystemCallPidfdSendSignal = 424;
    private const nint SystemCallPidfdOpen = 434;

    // statx' structure has one layout on every architecture, stat's does not.
    private const int StatxSize = 256;
    private const int StatxOwnerOffset = 20;
    private const int StatxGroupOffset = 24;
    private const int StatxModeOffset = 28;
    private const int StatxTypeAndOwner = 0x1 | 0x8 | 0x10;
    private const int StatxNumberOffset = 32;
    private const int StatxMajorOffset = 136;
    private const int StatxMinorOffset = 140;
    private const uint StatxNumber = 0x100;
    private const int WriteAndEnter = 0x2 | 0x1;
    private const int CurrentDirectory = -100;
    private const int DoNotFollowLinks = 0x100;
    private const int DirectoryType = 0x4000;
    private const int TypeMask = 0xF000;

    internal static int PidfdOpen(int pid) => (int)SystemCall(SystemCallPidfdOpen, pid, 0, 0, 0);

    internal static bool PidfdSendSignal(int pidfd, int signal) => SystemCall(SystemCallPidfdSendSignal, pidfd, signal, 0, 0) == 0;

    /// <summary>Whose a directory is, or null if the path is no directory (a link to one is none).</summary>
    internal static (uint User, uint Group)? DirectoryOwner(string path)
    {
        byte* buffer = stackalloc byte[StatxSize];
        if (Statx(CurrentDirectory, path, DoNotFollowLinks, StatxTypeAndOwner, buffer) != 0)
        {
            return null;
        }

        ushort mode = *(ushort*)(buffer + StatxModeOffset);
        return (mode & TypeMask) == DirectoryType ? (*(uint*)(buffer + StatxOwnerOffset), *(uint*)(buffer + StatxGroupOffset)) : null;
    }

    /// <summary>A file as the kernel names it in <c>/proc/locks</c>: device and number; null if it is not there.</summary>
    internal static string? FileNumber(string path)
    {
        byte* buffer = stackalloc byte[StatxSize];
        return Statx(CurrentDirectory, path, DoNotFollowLinks, StatxNumber, buffer) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{*(uint*)(buffer + StatxMajorOffset):x2}:{*(uint*)(buffer + StatxMinorOffset):x2}:{*(ulong*)(buffer + StatxNumberOffset)}")
            : null;
    }

    /// <summary>Whether this process may make something in a directory, as the kernel judges it.</summary>
    internal static bool MayWrite(string directory) => Access(directory, WriteAndEnter) == 0;

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    internal static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    internal static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "getegid")]
    internal static partial uint EffectiveGroupId();

    /// <summary>As whom this thread opens files; who may not be that stays what it is.</summary>
    [LibraryImport("libc", EntryPoint = "setfsuid")]
    internal static partial int SetFileSystemUser(uint user);

    /// <inheritdoc cref="SetFileSystemUser" />
    [LibraryImport("libc", EntryPoint = "setfsgid")]
    internal static partial int SetFileSystemGroup(uint group);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenFile(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(SafeHandle file, int operation);

    /// <summary>Of a link it is the link's.</summary>
    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeOwner(string path, uint user, uint group);

    /// <summary>Unlike .NET's own call, it fails if the directory is there: then it is somebody else's.</summary>
    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeDirectory(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "shmctl", SetLastError = true)]
    internal static partial int SharedMemoryControl(int id, int command, nint buffer);

    /// <summary>-1 where it fails.</summary>
    [LibraryImport("libc", EntryPoint = "shmat", SetLastError = true)]
    internal static partial byte* AttachSharedMemory(int id, nint address, int flags);

    [LibraryImport("libc", EntryPoint = "shmdt", SetLastError = true)]
    internal static partial int DetachSharedMemory(byte* address);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Spawn(out int pid, string path, void* actions, void* attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int InitializeFileActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int AddDuplicate(void* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int AddOpen(void* actions, int descriptor, string path, int flags, uint mode);

    /// <summary>Not every C library has it.</summary>
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    internal static partial int AddCloseFrom(void* actions, int lowest);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int DestroyFileActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    internal static partial int InitializeAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int SetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int SetSignalDefaults(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int SetSignalMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    internal static partial int DestroyAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    internal static partial int EmptySignals(void* signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    internal static partial int AddSignal(void* signals, int signal);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }
}
