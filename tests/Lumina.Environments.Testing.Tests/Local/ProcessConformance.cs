using System.Text;
using Lumina.Environments.Local;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Local;

public abstract class ProcessConformance : LocalConformance<ServiceSpec>
{
    protected override string BaseDirectory => Platform;

    protected override IComponentProvider<ServiceSpec> CreateProvider() => Local.Get<ProcessServiceDeployer>();

    protected override ServiceSpec CreateSpec(string name) => new(name, ServiceSource.Command("sleep", "600")) { Endpoints = [EndpointSpec.Http()] };

    // The port that it was told is its own.
    protected override ValueTask<string?> ReadSettingAsync(ComponentContext context, string name, CancellationToken cancellationToken)
    {
        string port = $"PORT={new Uri(context.Outputs.Find(EndpointSpec.HttpName)!.Reveal()).Port}";
        string[] variables = Directory.EnumerateDirectories("/proc").Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit)).Select(Read).First(variables => variables.Contains(port));
        return ValueTask.FromResult(Array.Find(variables, variable => variable.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..]);
    }

    private static string[] Read(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "environ"))).Split('\0');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
