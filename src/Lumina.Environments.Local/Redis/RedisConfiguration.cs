using System.Globalization;

namespace Lumina.Environments.Local;

/// <summary>The configuration file of a test server. The password is in it, so that it is on no command line.</summary>
/// <remarks>Nothing is forced to the disk. There is one database more than the usual 16: the last is for the mark that says that its data is in.</remarks>
internal static class RedisConfiguration
{
    public const string FileName = "redis.conf";

    public static string Text(int port, string directory, string password, bool writesEachCommand = false) => string.Create(CultureInfo.InvariantCulture, $"""
        bind {LocalDatabases.Address}
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

        """);
}
