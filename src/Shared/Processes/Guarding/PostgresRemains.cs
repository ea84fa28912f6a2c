using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>
/// PostgreSQL's shared memory (a System V segment and POSIX ones) outlives a server that is killed, and an initdb that is killed or
/// interrupted. What a process has mapped or open is noted while it lives and removed when it is dead.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PostgresRemains(ISignals signals)
{
    private const string ServerName = "postgres";
    private const string InitializerName = "initdb";
    private const string PidFile = "postmaster.pid";
    private const int PidLine = 0;
    private const int SharedMemoryLine = 6;
    private const string PosixPrefix = "/dev/shm/PostgreSQL.";
    private const string SystemVPrefix = "/SYSV";

    // PGShmemHeader, at the start of each System V segment, the same in PostgreSQL 14 to 18: magic, creator, two sizes, the control segment.
    private const int HeaderMagic = 679834894;
    private const int HeaderSize = 28;
    private const int CreatorOffset = 4;
    private const int ControlOffset = 24;

    // PG_DYNSHMEM_CONTROL_MAGIC, the first word of a control segment.
    private const uint ControlMagic = 0x9a503d32;

    // A process that waits for a core is stopped when it gets one.
    private static readonly TimeSpan LongestWayToStandstill = TimeSpan.FromMilliseconds(250);

    // Both times are cut to seconds.
    private const int ClockSlack = 2;

    private readonly List<ProcessEntry> _frozen = [];
    private readonly HashSet<ProcessIdentity> _servers = [];
    private readonly HashSet<string> _posix = new(StringComparer.Ordinal);
    private readonly HashSet<(int Segment, int Creator)> _systemV = [];

    /// <summary>A postmaster's working directory is its data directory, whose pid file names it.</summary>
    public static bool IsPostmaster(ProcessEntry process)
        => process.WorkingDirectory is { } directory
            && ReadPidFile(Path.Combine(directory, PidFile)) is { Length: > PidLine } lines
            && int.TryParse(lines[PidLine], out int pid)
            && pid == process.Identity.Pid;

    /// <summary>
    /// Call it before anything is told to end. An initdb and the servers that it runs (without a postmaster) stand still from here on,
    /// as they would make more after the look; who tells them to end politely calls <see cref="Thaw"/> then. True if one has just been
    /// stopped: what it had started in the meantime shows only in another scan.
    /// </summary>
    public bool Note(IReadOnlyList<ProcessEntry> processes)
    {
        bool hasFrozen = false;
        foreach (ProcessEntry process in processes)
        {
            hasFrozen |= BelongsToInitialization(process, processes) && Freeze(process);
        }

        foreach (ProcessEntry process in processes.Where(process => process.Name is ServerName or InitializerName))
        {
            NoteMaps(process);
            NoteOpenFiles(process);
        }

        NoteMade(processes);
        NoteListed();
        return hasFrozen;
    }

    // Before a server attaches the segment that it has just made, and after it has let go of it, no map shows it. A signal is heeded
    // between two system calls, so that is where a process stands still.
    private void NoteMade(IReadOnlyList<ProcessEntry> processes)
    {
        Dictionary<int, ProcessIdentity> servers = processes.Where(process => process.Name == ServerName).ToDictionary(process => process.Identity.Pid, process => process.Identity);
        _servers.UnionWith(servers.Values);
        if (servers.Count == 0 || MachineBoot.ReadTime() is not { } boot)
        {
            return;
        }

        _systemV.UnionWith(SystemVSegment.ReadAll()
            .Where(segment => servers.TryGetValue(segment.Creator, out ProcessIdentity server) && segment.Changed >= boot + server.StartTime / ProcessIdentity.TicksPerSecond - ClockSlack)
            .Select(segment => (segment.Id, segment.Creator)));
    }

    private bool BelongsToInitialization(ProcessEntry process, IReadOnlyList<ProcessEntry> processes) => process.Name switch
    {
        InitializerName => true,
        ServerName => !IsPostmaster(process) && !processes.Any(other => other.Identity.Pid == process.Parent && other.Name == ServerName),
        _ => IsChildOfFrozen(process),
    };

    private bool IsChildOfFrozen(ProcessEntry process) => _frozen.Exists(parent => parent.Identity.Pid == process.Parent);

    private void NoteMaps(ProcessEntry process)
    {
        foreach (string line in ProcessFiles.ReadMaps(process.Identity.Pid))
        {
            // addresses rights offset device inode path; of a System V segment the inode is its id.
            string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            string path = fields.Length > 5 ? fields[5] : "";
            if (path.StartsWith(PosixPrefix, StringComparison.Ordinal))
            {
                _posix.Add(path);
            }
            else if (path.StartsWith(SystemVPrefix, StringComparison.Ordinal) && int.TryParse(fields[4], out int segment))
            {
                _systemV.Add((segment, process.Identity.Pid));
                _systemV.Add((segment, process.Parent));
            }
        }
    }

    // A segment is made, given its size and mapped: until it is mapped, only the open file shows it.
    private void NoteOpenFiles(ProcessEntry process) =>
        _posix.UnionWith(ProcessFiles.ReadDescriptors(process.Identity.Pid).Where(path => path.StartsWith(PosixPrefix, StringComparison.Ordinal)));

    // A server that ends unmaps its segments before it unlinks them. Until then the one it unmaps last, its control segment, holds their
    // numbers; which of its words they are differs from version to version.
    private void NoteListed()
    {
        if (_posix.Count == 0)
        {
            return;
        }

        Dictionary<uint, string> others = [];
        foreach (string path in Directory.EnumerateFiles("/dev/shm", Path.GetFileName(PosixPrefix) + "*").Where(path => !_posix.Contains(path)))
        {
            if (uint.TryParse(path.AsSpan(PosixPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && path == PosixPath(number))
            {
                others.Add(number, path);
            }
        }

        if (others.Count > 0)
        {
            _posix.UnionWith(_posix.SelectMany(ReadControl).Where(others.ContainsKey).Select(word => others[word]).ToList());
        }
    }

    private static string PosixPath(uint number) => string.Create(CultureInfo.InvariantCulture, $"{PosixPrefix}{number}");

    /// <summary>The words of a control segment; none of another, in which any number may be.</summary>
    private static uint[] ReadControl(string path)
    {
        try
        {
            byte[] content = File.ReadAllBytes(path);
            uint[] words = MemoryMarshal.Cast<byte, uint>(content.AsSpan(0, content.Length / sizeof(uint) * sizeof(uint))).ToArray();
            return words is [ControlMagic, ..] ? words : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// What has been told to end goes on to do so. The servers of an initdb don't, they are killed as they stand: one that starts has
    /// signals blocked, would make more and die of the signal later without clearing anything away, and there is nothing in it to lose.
    /// What they leave goes first: an initdb clears its data directory away, and a guardian would find nothing that names it any more.
    /// </summary>
    public void Thaw()
    {
        List<ProcessEntry> servers = _frozen.FindAll(IsChildOfFrozen);
        servers.ForEach(server => signals.Send(server.Identity, ProcessSignal.Kill));
        SpinWait.SpinUntil(() => !servers.Exists(server => ProcessEntry.Lives(server.Identity)), LongestWayToStandstill);
        if (!_servers.Any(ProcessEntry.Lives))
        {
            Remove();
        }

        _frozen.Except(servers).ToList().ForEach(process => signals.Send(process.Identity, ProcessSignal.Continue));
        _frozen.Clear();
    }

    /// <summary>What the pid files below these directories name: of servers that were dead before anybody could note anything.</summary>
    public void NotePidFiles(IEnumerable<string> directories)
    {
        EnumerationOptions options = new() { RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string file in directories.Where(Directory.Exists).SelectMany(directory => Directory.EnumerateFiles(directory, PidFile, options)))
        {
            NotePidFile(file);
        }
    }

    private void NotePidFile(string file)
    {
        if (ReadPidFile(file) is { Length: > SharedMemoryLine } lines
            && int.TryParse(lines[PidLine], out int pid)
            && lines[SharedMemoryLine].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var id]
            && int.TryParse(id, out int segment))
        {
            // A server without a postmaster, as initdb runs it, writes its pid negated.
            _systemV.Add((segment, Math.Abs(pid)));
        }
    }

    /// <summary>Call it when the processes are dead.</summary>
    public void Remove()
    {
        if (_posix.Count + _systemV.Count == 0)
        {
            return;
        }

        // Ids are given out again, so the creator must be the same and nobody attached.
        List<SystemVSegment> dead = SystemVSegment.ReadAll().FindAll(segment => !segment.IsAttached && _systemV.Contains((segment.Id, segment.Creator)));
        dead.ForEach(NoteControlSegment);
        NoteListed();
        foreach (string path in _posix)
        {
            Delete(path);
        }

        dead.ForEach(segment => _ = LinuxInterop.SharedMemoryControl(segment.Id, LinuxInterop.RemoveId, 0));
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another account's, whatever names it. It keeps nothing else from going.
        }
    }

    // The control segment is neither mapped nor open between a server's last two steps with it, nor when all of a server is dead.
    private unsafe void NoteControlSegment(SystemVSegment segment)
    {
        byte* header = segment.Size < HeaderSize ? null : LinuxInterop.AttachSharedMemory(segment.Id, 0, LinuxInterop.AttachToRead);
        if (header is null || (nint)header == -1)
        {
            return;
        }

        if (*(int*)header == HeaderMagic && *(int*)(header + CreatorOffset) == segment.Creator)
        {
            string path = PosixPath(*(uint*)(header + ControlOffset));
            _posix.UnionWith(File.Exists(path) ? [path] : []);
        }

        _ = LinuxInterop.DetachSharedMemory(header);
    }

    private bool Freeze(ProcessEntry process)
    {
        if (_frozen.Exists(frozen => frozen.Identity == process.Identity) || !signals.Send(process.Identity, ProcessSignal.Stop))
        {
            return false;
        }

        _frozen.Add(process);
        SpinWait.SpinUntil(() => ProcessEntry.Read(process.Identity.Pid) is not { IsAlive: true, IsPaused: false }, LongestWayToStandstill);
        return true;
    }

    private static string[]? ReadPidFile(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
