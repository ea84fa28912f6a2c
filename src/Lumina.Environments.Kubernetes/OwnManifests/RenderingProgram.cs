using System.ComponentModel;
using System.Diagnostics;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Kubernetes;

/// <summary>A program of the user's that prints manifests: <c>kubectl</c> or <c>helm</c>.</summary>
internal sealed class RenderingProgram(string name, string? givenPath, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private const int ErrorLength = 4000;

    /// <summary>Runs it and gives what it prints.</summary>
    /// <param name="arguments">Its arguments; never a secret.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="option">The option that says where it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ManifestException">It is not there, or fails.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, string input, string option, CancellationToken cancellationToken)
    {
        ProgramSearch search = new ProgramLocator(Environment.GetEnvironmentVariable).Find(new ProgramQuery(OperatingSystem.IsWindows() ? $"{name}.exe" : name) { GivenPath = givenPath });
        string path = search.Best ?? throw new ManifestException(search.DescribeMissing(), $"Install {name}, or say where it is in {nameof(KubernetesOptions)}.{option}.");
        string command = $"{name} {string.Join(' ', arguments)}";
        using CancellationTokenSource patience = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using Process process = new() { StartInfo = new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true } };
        try
        {
            process.Start();
            Task<string> output = process.StandardOutput.ReadToEndAsync(either.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(either.Token);
            await WriteAsync(process, input, either.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            string said = (await error.ConfigureAwait(false)).Trim();
            return process.ExitCode == 0
                ? await output.ConfigureAwait(false)
                : throw new ManifestException($"'{command}' ended with {process.ExitCode}: {(said.Length > ErrorLength ? said[..ErrorLength] : said)}", "Correct what it says; run it by hand to see the same.");
        }
        catch (Win32Exception exception)
        {
            throw new ManifestException($"'{path}' can't be started: {exception.Message}.", $"Say in {nameof(KubernetesOptions)}.{option} where {name} is.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ManifestException($"'{command}' did not end within {Patience}.", "Run it by hand to see what it waits for.");
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>One that ends before it has read everything says why itself.</summary>
    private static async Task WriteAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has not begun, or has ended.
        }
    }
}
