using System.Diagnostics;

namespace Lumina.Environments.Tests.Execution;

public sealed class MachineProcessInspectorTests : IDisposable
{
    private readonly DirectoryInfo _empty = Directory.CreateTempSubdirectory("lumina-processes-");

    [Fact]
    public void This_process_lives_and_one_with_another_start_does_not()
    {
        MachineProcessInspector inspector = new(new NoRandom());

        inspector.IsAlive(inspector.Current).Should().BeTrue();
        inspector.IsAlive(inspector.Current with { ProcessStartedAt = inspector.Current.ProcessStartedAt + 1 }).Should().BeFalse("its number was given to another");
        inspector.IsAlive(inspector.Current with { Machine = "elsewhere" }).Should().BeNull();
        inspector.IsAlive(inspector.Current with { ProcessStartedAt = 0 }).Should().BeNull("it could not tell its start");
    }

    [SkippableFact]
    public async Task A_process_that_is_there_and_cannot_be_looked_at_is_not_dead()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux shows its processes as files.");
        using Process ended = Process.Start(new ProcessStartInfo("sleep", "0"))!;
        await ended.WaitForExitAsync();
        MachineProcessInspector inspector = new(new NoRandom()) { ProcessDirectory = _empty.FullName };

        inspector.IsAlive(inspector.Current).Should().BeNull();
        inspector.IsAlive(inspector.Current with { ProcessId = ended.Id }).Should().BeFalse("the system knows no such process");
    }

    public void Dispose() => _empty.Delete(recursive: true);

    private sealed class NoRandom : IRandomSource
    {
        public void Fill(Span<byte> bytes) => bytes.Clear();
    }
}
