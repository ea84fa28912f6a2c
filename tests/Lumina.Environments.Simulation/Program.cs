using System.Reflection;

namespace Lumina.Environments.Simulation;

internal static class Program
{
    public static int Main(string[] args)
    {
        // Everything is loaded a second time, rewritten; what is here only opens the door.
        Assembly rewritten = new RewritingLoadContext(AppContext.BaseDirectory).LoadFromAssemblyName(typeof(Program).Assembly.GetName());
        return (int)rewritten.GetType(typeof(CommandLine).FullName!)!.GetMethod(nameof(CommandLine.Run))!.Invoke(null, [args])!;
    }
}
