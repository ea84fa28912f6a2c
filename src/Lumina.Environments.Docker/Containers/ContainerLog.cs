using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Lumina.Environments.Docker;

/// <summary>Reads the lines that a container has written, and writes.</summary>
internal sealed class ContainerLog(DockerEngine engine)
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>A line that is longer comes in parts, so that no container can fill the memory of its reader.</summary>
    private const int LongestLine = 64 * 1024;

    /// <summary>The last lines, oldest first; empty where it is not there.</summary>
    public async Task<IReadOnlyList<string>> LastLinesAsync(string name, int count, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        await foreach (string line in ReadAsync(name, count, follow: false, cancellationToken).ConfigureAwait(false))
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Lines, oldest first; none where it is not there.</summary>
    public IAsyncEnumerable<string> ReadAsync(string name, int tail, bool follow, CancellationToken cancellationToken) =>
        ReadAsync(name, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Follow = follow, Tail = tail.ToString(CultureInfo.InvariantCulture) }, overlap: 0, cancellationToken);

    /// <summary>Whether a container has written a line with a text since it was started last.</summary>
    public ValueTask<bool> HasWrittenAsync(FoundContainer container, string text, CancellationToken cancellationToken)
    {
        ContainerLogsParameters parameters = new() { ShowStdout = true, ShowStderr = true, Tail = "all", Since = Since(container) };
        return ReadAsync(container.Name, parameters, text.Length - 1, cancellationToken).AnyAsync(line => line.Contains(text, StringComparison.Ordinal), cancellationToken);
    }

    /// <summary>A moment between a container's last run and the one before; null where there was none before.</summary>
    /// <remarks>What a run writes at once may bear a time before the one at which the engine saw it run, and what it wrote last one after its end: on a busy machine, a long one.</remarks>
    private static string? Since(FoundContainer container)
    {
        (DateTimeOffset started, DateTimeOffset ended) = (Parse(container.StartedAt), Parse(container.EndedAt));
        if (ended <= DateTimeOffset.UnixEpoch)
        {
            return null;
        }

        DateTimeOffset since = ended < started ? ended + ((started - ended) / 2) : started;
        return string.Create(CultureInfo.InvariantCulture, $"{since.ToUnixTimeSeconds()}.{since.Ticks % TimeSpan.TicksPerSecond:D7}00");

        static DateTimeOffset Parse(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
    }

    private async IAsyncEnumerable<string> ReadAsync(string name, ContainerLogsParameters parameters, int overlap, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MultiplexedStream? stream = await engine.FindAsync(
            $"Reading the log of the container '{name}'", client => client.Containers.GetContainerLogsAsync(name, parameters, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (stream is null)
        {
            yield break;
        }

        using (stream)
        {
            await foreach (string line in LinesAsync(stream, overlap, cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
    }

    private static async IAsyncEnumerable<string> LinesAsync(MultiplexedStream stream, int overlap, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferBytes];
        Dictionary<MultiplexedStream.TargetStream, LineAssembly> assemblies = [];
        while (true)
        {
            MultiplexedStream.ReadResult read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
            if (read.EOF)
            {
                break;
            }

            if (!assemblies.TryGetValue(read.Target, out LineAssembly? assembly))
            {
                assemblies[read.Target] = assembly = new LineAssembly(overlap);
            }

            foreach (string line in assembly.Add(buffer.AsSpan(0, read.Count)))
            {
                yield return line;
            }
        }

        foreach (string rest in assemblies.Values.Select(assembly => assembly.Rest).Where(rest => rest.Length > 0))
        {
            yield return rest;
        }
    }

    /// <param name="overlap">With how many of the last characters of one part of a line the next part begins.</param>
    private sealed class LineAssembly(int overlap)
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private readonly StringBuilder _line = new();

        public string Rest => _line.ToString();

        public List<string> Add(ReadOnlySpan<byte> bytes)
        {
            char[] characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
            int count = _decoder.GetChars(bytes, characters, flush: false);
            List<string> lines = [];
            foreach (char character in characters.AsSpan(0, count))
            {
                if (character is '\n' || _line.Length == LongestLine)
                {
                    lines.Add(_line.ToString().TrimEnd('\r'));
                    _line.Remove(0, character is '\n' ? _line.Length : _line.Length - overlap);
                }

                if (character is not '\n')
                {
                    _line.Append(character);
                }
            }

            return lines;
        }
    }
}
