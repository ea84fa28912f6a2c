using System.Runtime.InteropServices;
using Lumina.Environments;
using Shop.Demo;
using Spectre.Console;

const int Failed = 1;
const int Misused = 2;
const int Interrupted = 130;

if (!DemoOptions.TryParse(args, out DemoOptions options, out string? problem))
{
    await Console.Error.WriteLineAsync(problem);
    return options.Help ? 0 : Misused;
}

// Ctrl+C and SIGTERM end the demonstration, not the process: it goes on until what it made is gone.
using CancellationTokenSource interrupt = new();
using PosixSignalRegistration interruption = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

bool live = !options.Plain && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true };
IScreen screen = live ? new LiveScreen(AnsiConsole.Console) : new PlainScreen(Console.Out);
try
{
    await new Demonstration(options, screen).RunAsync(interrupt.Token);
    return 0;
}
catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
{
    screen.Line("Interrupted.");
    return Interrupted;
}
catch (Exception exception) when (exception is EnvironmentException or InvalidEnvironmentSpecException or DemoException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return Failed;
}

void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    interrupt.Cancel();
}
