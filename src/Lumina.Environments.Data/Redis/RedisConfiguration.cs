using System.Globalization;

namespace Lumina.Environments.Data;

/// <summary>The configuration file of a test server. The password is in it, so that it is on no command line.</summary>
/// <remarks>Nothing is forced to the disk. There is one database more than the usual 16: the last is for the mark that says that its data is in.</remarks>
internal static class RedisConfiguration
{
    public const string FileName = "redis.conf";

    /// <param name="address">The address on which it listens; null for all.</param>
    /// <param name="port">Its port.</param>
    /// <param name="directory">Where it keeps its data.</param>
    /// <param name="password">Its password.</param>
    /// <param name="writesEachCommand">Whether one that is killed loses nothing.</param>
    public static string Text(string? address, int port, string directory, string password, bool writesEachCommand = false) => string.Create(CultureInfo.InvariantCulture, $"""
        port {port}
        protected-mode yes
        requirepass "{password}"
        dir "{directory}"
        dbfilename dump.rdb
        save ""
        appendonly {(writesEachCommand ? "yes" : "no")}
        appendfsync no
        daemonize no
        loglevel notice
        logfile ""
        databases 17
        {(address is null ? "" : $"bind {address}")}

        """);
}
