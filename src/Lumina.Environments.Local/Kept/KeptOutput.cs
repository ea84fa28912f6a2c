using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local;

/// <summary>What a kept process has written into its file. Of a long one the last part is read only.</summary>
/// <param name="path">The file.</param>
/// <param name="capacity">How many bytes are read back.</param>
[SupportedOSPlatform("linux")]
internal sealed class KeptOutput(string path, int capacity)
{
    private const int ChunkSize = 16 * 1024;
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(10);

    /// <summary>What is there.</summary>
    public OutputRing Read()
    {
        OutputRing ring = new(capacity);
        using FileStream? file = TryOpen();
        if (file is not null)
        {
            Drain(file, ring);
        }

        ring.Complete();
        return ring;
    }

    /// <summary>What is there and what comes, until the process has ended. A file tells nobody that it grows, so that it is looked at.</summary>
    /// <param name="hasEnded">Whether the process has ended.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public OutputRing Follow(Func<bool> hasEnded, TimeProvider time, CancellationToken cancellationToken)
    {
        OutputRing ring = new(capacity);
        _ = PumpAsync(ring, hasEnded, time, cancellationToken);
        return ring;
    }

    private async Task PumpAsync(OutputRing ring, Func<bool> hasEnded, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            using FileStream? file = TryOpen();
            while (file is not null)
            {
                // In this order: what it wrote before its end is there when its end has been seen.
                bool isLast = hasEnded();
                Drain(file, ring);
                if (isLast)
                {
                    return;
                }

                await Task.Delay(PauseBetweenLooks, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Nobody reads any more, or the file can't be read: what was read is all.
        }
        finally
        {
            ring.Complete();
        }
    }

    private FileStream? TryOpen()
    {
        try
        {
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            file.Position = Math.Max(0, file.Length - capacity);
            return file;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void Drain(FileStream file, OutputRing ring)
    {
        byte[] chunk = new byte[ChunkSize];
        for (int count = file.Read(chunk); count > 0; count = file.Read(chunk))
        {
            ring.Write(chunk.AsSpan(0, count));
        }
    }
}
