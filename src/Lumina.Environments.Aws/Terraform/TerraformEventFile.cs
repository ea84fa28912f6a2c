using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lumina.Environments.Aws;

/// <summary>The file that a terraform writes its log to, read while it grows.</summary>
internal sealed class TerraformEventFile(string path, TimeProvider time)
{
    /// <summary>A line is one thing's change, or all outputs. A longer one is not terraform's, and is cut.</summary>
    private const int LongestLine = 16 * 1024 * 1024;

    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>All that is there, the last line too if it was cut short by a kill.</summary>
    public static IEnumerable<TerraformEvent> ReadAll(string path)
    {
        using StreamReader reader = new(Open(path), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return TerraformEventReader.Read(line);
            }
        }
    }

    /// <summary>The events as they come, until the writer has ended and everything is read.</summary>
    /// <param name="end">Completes when the writer has ended.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<TerraformEvent> FollowAsync(Task end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FileStream file = Open(path);
        await using ConfiguredAsyncDisposable disposal = file.ConfigureAwait(false);
        ArrayBufferWriter<byte> line = new();
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            // In this order: what was written before the end is read after it.
            bool isLast = end.IsCompleted;
            int count;
            while ((count = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                foreach (TerraformEvent read in Split(line, buffer.AsMemory(0, count)))
                {
                    yield return read;
                }
            }

            if (isLast)
            {
                break;
            }

            Task pause = Task.Delay(PauseBetweenLooks, time, cancellationToken);
            await Task.WhenAny(end, pause).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (line.WrittenCount > 0)
        {
            yield return Take(line);
        }
    }

    private static IEnumerable<TerraformEvent> Split(ArrayBufferWriter<byte> line, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int end = bytes.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> part = end < 0 ? bytes : bytes[..end];
            line.Write(part.Span[..Math.Min(part.Length, LongestLine - line.WrittenCount)]);
            bytes = end < 0 ? ReadOnlyMemory<byte>.Empty : bytes[(end + 1)..];
            if (end >= 0 && line.WrittenCount > 0)
            {
                yield return Take(line);
            }
        }
    }

    private static TerraformEvent Take(ArrayBufferWriter<byte> line)
    {
        string text = Encoding.UTF8.GetString(line.WrittenSpan);
        line.ResetWrittenCount();
        return TerraformEventReader.Read(text);
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
}
