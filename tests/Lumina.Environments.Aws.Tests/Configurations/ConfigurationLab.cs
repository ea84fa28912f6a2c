using System.Runtime.CompilerServices;
using System.Text;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Writes the configurations of an environment's components as the adapter does, with an environment id that is always the same.</summary>
internal sealed class ConfigurationLab(EnvironmentSpec spec, AwsOptions? options = null, string baseDirectory = ".")
{
    public const string Region = "eu-central-1";

    private static readonly EnvironmentId Id = EnvironmentId.Parse("01k5d3v8q2m4x7n9c6b1a0z3y5");

    private readonly AwsOptions _options = options ?? new AwsOptions();

    /// <summary>The value of the tag that is on everything.</summary>
    public string TagValue => Id.Value;

    /// <summary>A component as its configuration sees it.</summary>
    public AwsComponent Component(ComponentSpec component, IReadOnlyDictionary<string, string>? settings = null) => new()
    {
        Name = component.ComponentName,
        ExternalName = ExternalName.For(Id, component.ComponentName),
        Marks = new OwnershipMarks("tests", Id, component.ComponentName, spec.Owner, new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero)),
        Region = Region,
        Options = _options,
        BaseDirectory = baseDirectory,
        Components = [.. new ComponentSpec?[] { spec.Network, spec.Infrastructure, spec.Monitoring }.OfType<ComponentSpec>(), .. spec.Databases, .. spec.Services],
        Settings = settings ?? new Dictionary<string, string>(StringComparer.Ordinal),
        Credentials = component.Credentials.ToDictionary(name => name, _ => new Secret("a-Password-of-24-letters"), StringComparer.Ordinal),
    };

    /// <summary>The component, written.</summary>
    public AwsComponent Write<TSpec>(IAwsConfiguration<TSpec> configuration, TSpec component, IReadOnlyDictionary<string, string>? settings = null)
        where TSpec : ComponentSpec
    {
        AwsComponent written = Component(component, settings);
        configuration.Write(component, written);
        return written;
    }

    /// <summary>A workspace with the provider and these components, ready to be validated, planned and applied.</summary>
    public async Task<TerraformRun> ConfigureAsync(TerraformLab lab, params AwsComponent[] components)
    {
        foreach (AwsComponent component in components)
        {
            lab.Workspace.WritePart(AwsPart.FileNameOf(component.Name), component.Configuration);
            lab.Workspace.WritePart(AwsPower.FileNameOf(component.Name), AwsPower.Part(component.Name, AwsPower.Made));
            lab.Workspace.WritePart(NetworkBlock.FileNameOf(component.Name), NetworkBlock.Part(component.Name, "10.0.0.0/16"));
        }

        AwsOptions emulator = new() { EndpointUrl = new Uri("http://127.0.0.1") };
        return await lab.ConfigureAsync(AwsMainPart.Create(MotoLab.Provider, Region, components[0].Marks, new Dictionary<string, string>(StringComparer.Ordinal), emulator));
    }

    /// <summary>What terraform's state says of a component's outputs.</summary>
    public static async Task<AwsValues> ReadAsync(TerraformRun run, AwsComponent component)
    {
        IReadOnlyDictionary<string, TerraformOutput> outputs = await run.OutputAsync(CancellationToken.None);
        return new AwsValues(component.Literals, component.OutputNames.ToDictionary(name => name.Key, name => outputs[name.Value].Value ?? default, StringComparer.Ordinal));
    }

    /// <summary>Holds a component's configuration against <c>Snapshots/NAME.tf.json</c> beside the test. With <c>LUMINA_WRITE_SNAPSHOTS=1</c> the file is written anew, for a reviewer to read. The directory, where one is given, is DIRECTORY in it.</summary>
    public static void ShouldMatch(AwsComponent component, string name, string? directory = null, [CallerFilePath] string test = "")
    {
        string file = Path.Combine(Path.GetDirectoryName(test)!, "Snapshots", name + ".tf.json");
        string written = Encoding.UTF8.GetString(component.Configuration.ToBytes());
        written = directory is null ? written : written.Replace(directory, "DIRECTORY", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("LUMINA_WRITE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, written);
        }

        written.Should().Be(File.ReadAllText(file));
    }
}
