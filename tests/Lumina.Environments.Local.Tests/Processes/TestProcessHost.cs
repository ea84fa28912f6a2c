using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Lumina.Environments.Local.Tests.Processes;

/// <summary>A host within the test's own process.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TestProcessHost : IAsyncDisposable
{
    private readonly DirectoryInfo _base = Directory.CreateTempSubdirectory("lumina-tests-");

    public TestProcessHost(Func<string, string?>? readVariable = null)
    {
        // A server that must not be root has to get through.
        _base.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Token = RandomNumberGenerator.GetString("0123456789", 12);
        ProcessHostOptions options = new(Token) { BaseDirectory = _base.FullName };
        options = readVariable is null ? options : options with { ReadVariable = readVariable };
        Host = ProcessHost.Start(options, TimeProvider.System, new Logger<ProcessHost>(new LoggerFactory([new FakeLoggerProvider(Logs)])));
    }

    public FakeLogCollector Logs { get; } = new();

    public string Token { get; }

    public ProcessHost Host { get; }

    public string BaseDirectory => _base.FullName;

    public Task<ChildProcess> ShellAsync(string script) => Host.StartAsync(Shell(script));

    public static ProcessLaunch Shell(string script) => new("/bin/sh") { Arguments = ["-c", script] };

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _base.Delete(recursive: true);
    }
}
