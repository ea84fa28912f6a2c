using System.Diagnostics;

namespace Lumina.Environments.Aws.Tests;

/// <summary>A host in a process of its own, to be killed.</summary>
internal sealed class TestHost : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private TestHost(Process process) => _process = process;

    public static TestHost Start(string workspace, IReadOnlyDictionary<string, string?> variables)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Lumina.Environments.Aws.TestHost.dll");
        return new TestHost(Process.Start(new ProcessStartInfo(
            "dotnet", [program, workspace, .. variables.Where(variable => variable.Value is not null).Select(variable => $"{variable.Key}={variable.Value}")]))!);
    }

    /// <summary>Until terraform has told it.</summary>
    public async Task WaitForAsync(TerraformWorkspace workspace, Func<TerraformEvent, bool> isIt)
    {
        using CancellationTokenSource bound = new(Bound);
        while (!workspace.EventFiles().SelectMany(TerraformEventFile.ReadAll).Any(isIt))
        {
            _process.HasExited.Should().BeFalse("the host must not end before it is killed");
            await Task.Delay(20, bound.Token);
        }
    }

    /// <summary>The host alone: what it started goes on.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
