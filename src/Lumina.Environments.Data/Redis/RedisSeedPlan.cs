using System.Buffers;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>All that is put into a Redis database, read and in its order.</summary>
internal sealed class RedisSeedPlan
{
    /// <summary>So many bytes of commands are sent before their answers are read.</summary>
    private const int BatchBytes = 64 * 1024;

    private readonly IReadOnlyList<RedisFile> _files;

    private RedisSeedPlan(IReadOnlyList<RedisFile> files) => _files = files;

    /// <summary>Reads the files whole, so that nothing is touched for one that cannot be run.</summary>
    /// <exception cref="ProviderException">A file is not there or is not one of commands, or a source is of a kind that no Redis database takes.</exception>
    public static async Task<RedisSeedPlan> ReadAsync(TestData data, string baseDirectory, CancellationToken cancellationToken)
    {
        List<RedisFile> files = [];
        foreach (DataSource source in data.Sources)
        {
            files.Add(source is RedisFileSource file
                ? await RedisFile.ReadAsync(file.Path, baseDirectory, cancellationToken).ConfigureAwait(false)
                : throw new ProviderException(WhyNot(source)!));
        }

        return new RedisSeedPlan(files);
    }

    /// <summary>Why a Redis database cannot be filled from a source; null where it can.</summary>
    public static string? WhyNot(DataSource source) => source switch
    {
        RedisFileSource => null,
        CodeSource code => code.WhyNot(DatabaseType.Redis) ?? $"{code.Description} fills databases through a DbConnection, which Redis has not; give its data as a file of commands",
        _ => $"{source.GetType().Name} is no source for a Redis database",
    };

    /// <summary>The files' names, for messages.</summary>
    public string Describe() => string.Join(", ", _files.Select(file => file.Path));

    /// <summary>Runs all of it. Each file begins in database 0.</summary>
    /// <exception cref="ProviderException">A command failed; file, line and the server's words are in it. Commands after it may have been run.</exception>
    public async Task RunAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        foreach (RedisFile file in _files)
        {
            for (int done = 0; done < file.Commands.Count;)
            {
                done += await RunBatchAsync(connection, file, done, cancellationToken).ConfigureAwait(false);
            }

            await EndAsync(connection, file, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> RunBatchAsync(RedisConnection connection, RedisFile file, int first, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> batch = new(BatchBytes);
        int next = first;
        while (next < file.Commands.Count && (next == first || batch.WrittenCount + file.Commands[next].Bytes.Length <= BatchBytes))
        {
            batch.Write(file.Commands[next++].Bytes);
        }

        int answered = first;
        try
        {
            await connection.SendAsync(batch.WrittenMemory, cancellationToken).ConfigureAwait(false);
            for (; answered < next; answered++)
            {
                if ((await connection.ReadAsync(cancellationToken).ConfigureAwait(false)).Error is { } error)
                {
                    throw new ProviderException($"{file.Path}({file.Commands[answered].Line}): {error}");
                }
            }
        }
        catch (IOException exception)
        {
            throw new ProviderException($"{file.Path}({file.Commands[answered].Line}): {exception.Message}", exception) { IsTransient = true };
        }

        return next - first;
    }

    // What is queued when the connection is closed would be lost without a word.
    private static async Task EndAsync(RedisConnection connection, RedisFile file, CancellationToken cancellationToken)
    {
        try
        {
            RedisReply reply = await connection.AskAsync(["SELECT", "0"], cancellationToken).ConfigureAwait(false);
            if (reply.Text == "QUEUED")
            {
                throw new ProviderException($"{file.Path}: a transaction is still open at the end of the file, so that what it does would be lost. End it with EXEC.");
            }
        }
        catch (IOException exception)
        {
            throw new ProviderException($"{file.Path}: after its last line: {exception.Message}", exception) { IsTransient = exception is not RedisErrorException };
        }
    }
}
