using System.Text;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>A file of commands that was read: one a line, empty lines and those that begin with <c>#</c> aside.</summary>
/// <param name="Path">As the spec has it.</param>
/// <param name="Commands">What is in it.</param>
internal sealed record RedisFile(string Path, IReadOnlyList<RedisCommand> Commands)
{
    /// <summary>What makes another thing of a connection, so that no answer belongs to its command any more.</summary>
    private static readonly HashSet<string> Unfit = new(StringComparer.OrdinalIgnoreCase)
    {
        "AUTH", "CLIENT", "HELLO", "MONITOR", "PSUBSCRIBE", "PSYNC", "PUNSUBSCRIBE", "QUIT", "RESET", "SHUTDOWN", "SSUBSCRIBE", "SUBSCRIBE", "SUNSUBSCRIBE", "SYNC", "UNSUBSCRIBE",
    };

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ProviderException">The file is not there, or is not one of commands.</exception>
    public static async Task<RedisFile> ReadAsync(string path, string baseDirectory, CancellationToken cancellationToken)
    {
        string found = SourceFiles.Require(path, "Redis", baseDirectory);
        List<RedisCommand> commands = [];
        int number = 0;
        try
        {
            await foreach (string line in File.ReadLinesAsync(found, Strict, cancellationToken).ConfigureAwait(false))
            {
                number++;
                if (!line.AsSpan().TrimStart().StartsWith('#') && RedisCommandLine.Split(line) is { Count: > 0 } parts)
                {
                    commands.Add(Command(number, parts));
                }
            }
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            string problem = exception is FormatException ? exception.Message : "from here on there are bytes that are not UTF-8. Write them as \"\\xHH\".";
            throw new ProviderException($"{path}({Math.Max(number, 1)}): {problem}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(exception.Message, exception);
        }

        return new RedisFile(path, commands);
    }

    private static RedisCommand Command(int line, IReadOnlyList<byte[]> parts)
    {
        string name = Encoding.UTF8.GetString(parts[0]);
        return Unfit.Contains(name)
            ? throw new FormatException($"{name} is for connections that somebody holds, and puts no data in. Leave it out.")
            : new RedisCommand(line, RedisConnection.Encode(parts));
    }
}
