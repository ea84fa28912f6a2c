using System.Runtime.InteropServices;

namespace Lumina.Environments.Processes;

/// <summary>Finds the <c>dotnet</c> program with which this process builds and runs others.</summary>
internal static class DotnetLocator
{
    private const string FileName = "dotnet";

    public static string Find(string? processPath, Func<string, string?> readVariable)
    {
        List<string> places = [];
        if (processPath is not null && Path.GetFileName(processPath) == FileName)
        {
            places.Add(processPath);
        }

        // The runtime that this process runs on: ROOT/shared/Microsoft.NETCore.App/VERSION/. It has a version that is new enough.
        places.Add(Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", FileName)));
        if (readVariable("DOTNET_HOST_PATH") is { Length: > 0 } hostPath)
        {
            places.Add(hostPath);
        }

        if (readVariable("DOTNET_ROOT") is { Length: > 0 } root)
        {
            places.Add(Path.Combine(root, FileName));
        }

        if (places.Find(ProgramLocator.IsProgram) is { } found)
        {
            return found;
        }

        ProgramSearch search = new ProgramLocator(readVariable).Find(
            new ProgramQuery(FileName) { UsualPlaces = ["/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib64/dotnet", "/usr/local/share/dotnet"] });
        return search.Best ?? throw new ProcessStartException(
            ".NET's program 'dotnet' was not found. "
            + $"Looked at: {string.Join(", ", places.Concat(search.LookedAt))}. Install the runtime, or set DOTNET_ROOT to its directory.");
    }
}
