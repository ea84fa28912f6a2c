using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Lumina.Environments.Testing;

/// <summary>What a child process runs: one call of a suite, at a moment of which the process may be killed.</summary>
internal static class ChildProgram
{
    public const string Begun = "begun";
    public const string Done = "done";
    public const string Failed = "failed";

    public static async Task Main()
    {
#pragma warning disable RS0030 // A program of its own, whose standard streams are its parent's.
        using StreamReader input = new(Console.OpenStandardInput());
        TextWriter output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
#pragma warning restore RS0030
        ChildOrder order = JsonSerializer.Deserialize<ChildOrder>((await input.ReadLineAsync().ConfigureAwait(false))!)!;
        try
        {
            ConformanceSuite suite = (ConformanceSuite)Activator.CreateInstance(Type.GetType(order.Suite, throwOnError: true)!, nonPublic: true)!;
            suite.MoveTo(order.Platform);
            if (suite is IAsyncLifetime lifetime)
            {
                await lifetime.InitializeAsync().ConfigureAwait(false);
            }

            int moments = 0;
            suite.Trace.Passed = () =>
            {
                if (Interlocked.Increment(ref moments) == order.KillAt)
                {
                    Process.GetCurrentProcess().Kill();
                }
            };
            await output.WriteLineAsync(Begun).ConfigureAwait(false);
            await suite.ObeyAsync(order, text => output.WriteLineAsync(text)).ConfigureAwait(false);
            await output.WriteLineAsync($"{Done} {moments}").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            await output.WriteLineAsync($"{Failed} {exception.ToString().ReplaceLineEndings(" ")}").ConfigureAwait(false);
        }
    }
}
