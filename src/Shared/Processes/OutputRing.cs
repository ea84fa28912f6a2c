using System.Runtime.CompilerServices;
using System.Text;

namespace Lumina.Environments.Processes;

/// <summary>
/// The last bytes that a process wrote. Bytes are kept as they come and decoded when somebody asks, so that neither
/// the number of lines nor the length of one costs memory. Writing never waits for a reader.
/// </summary>
internal sealed class OutputRing(int capacity)
{
    private const byte NewLine = (byte)'\n';

    private readonly Lock _gate = new();
    private byte[] _bytes = new byte[Math.Min(capacity, 4096)];
    private long _end;
    private long _start;
    private long _evictedLines;
    private bool _isComplete;
    private TaskCompletionSource? _change;

    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return _isComplete;
            }
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        TaskCompletionSource? change;
        lock (_gate)
        {
            if (_isComplete)
            {
                return;
            }

            if (bytes.Length > capacity)
            {
                Evict(_end);
                ReadOnlySpan<byte> skipped = bytes[..^capacity];
                _evictedLines += skipped.Count(NewLine);
                _start = _end += skipped.Length;
                bytes = bytes[^capacity..];
            }

            Grow(bytes.Length);
            Evict(Math.Max(_start, _end + bytes.Length - _bytes.Length));
            Put(_end, bytes);
            _end += bytes.Length;
            (change, _change) = (_change, null);
        }

        change?.TrySetResult();
    }

    public void Complete()
    {
        TaskCompletionSource? change;
        lock (_gate)
        {
            _isComplete = true;
            (change, _change) = (_change, null);
        }

        change?.TrySetResult();
    }

    /// <summary>The last lines; one longer than the bound loses its beginning.</summary>
    public IReadOnlyList<string> LastLines(int count, int longest = 2000)
    {
        byte[] bytes;
        lock (_gate)
        {
            bytes = Copy(_start);
        }

        LinkedList<string> lines = new();
        ReadOnlySpan<byte> rest = bytes;
        if (rest.EndsWith("\n"u8))
        {
            rest = rest[..^1];
        }

        while (lines.Count < count && !(rest.IsEmpty && bytes.Length == 0))
        {
            int before = rest.LastIndexOf(NewLine);
            lines.AddFirst(Decode(rest[(before + 1)..], longest));
            if (before < 0)
            {
                break;
            }

            rest = rest[..before];
        }

        return [.. lines];
    }

    /// <summary>
    /// All text that is kept. For programs whose whole output is wanted and known to be small.
    /// </summary>
    public string ReadAll()
    {
        lock (_gate)
        {
            return Encoding.UTF8.GetString(Copy(_start));
        }
    }

    /// <summary>
    /// The lines that are kept, then those that come, until the output ends. A reader that is too slow misses lines and is told how many.
    /// </summary>
    public async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OutputCursor cursor = new();
        while (true)
        {
            List<string> lines = [];
            Task? change = Advance(cursor, lines);
            foreach (string line in lines)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return line;
            }

            if (change is null)
            {
                yield break;
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes some complete lines; returns what to await before more come, null at the end.</summary>
    private Task? Advance(OutputCursor cursor, List<string> lines)
    {
        byte[] bytes;
        bool isLast;
        Task? change;
        lock (_gate)
        {
            if (cursor.Position < _start)
            {
                cursor.Lost += _evictedLines - cursor.LinesBefore;
                cursor.LinesBefore = _evictedLines;
                cursor.Position = _start;
                cursor.IsInsideLine = true;
            }

            bytes = Copy(cursor.Position);
            isLast = _isComplete;
            change = isLast ? null : (_change ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        cursor.Take(bytes, isLast, lines);
        return change;
    }

    private void Grow(int more)
    {
        long wanted = Math.Min(capacity, _end - _start + more);
        if (wanted <= _bytes.Length)
        {
            return;
        }

        byte[] kept = Copy(_start);
        _bytes = new byte[Math.Min(capacity, Math.Max(wanted, _bytes.Length * 4L))];
        Put(_start, kept);
    }

    private void Put(long position, ReadOnlySpan<byte> bytes)
    {
        int at = (int)(position % _bytes.Length);
        int head = Math.Min(bytes.Length, _bytes.Length - at);
        bytes[..head].CopyTo(_bytes.AsSpan(at));
        bytes[head..].CopyTo(_bytes);
    }

    private void Evict(long newStart)
    {
        int at = (int)(_start % _bytes.Length);
        int length = (int)(newStart - _start);
        int head = Math.Min(length, _bytes.Length - at);
        _evictedLines += _bytes.AsSpan(at, head).Count(NewLine) + _bytes.AsSpan(0, length - head).Count(NewLine);
        _start = newStart;
    }

    private byte[] Copy(long from)
    {
        byte[] copy = new byte[_end - from];
        int at = (int)(from % _bytes.Length);
        int head = Math.Min(copy.Length, _bytes.Length - at);
        _bytes.AsSpan(at, head).CopyTo(copy);
        _bytes.AsSpan(0, copy.Length - head).CopyTo(copy.AsSpan(head));
        return copy;
    }

    internal static string Decode(ReadOnlySpan<byte> line, int longest)
    {
        if (line.EndsWith("\r"u8))
        {
            line = line[..^1];
        }

        return line.Length <= longest ? Encoding.UTF8.GetString(line) : "…" + Encoding.UTF8.GetString(line[^longest..]);
    }
}
