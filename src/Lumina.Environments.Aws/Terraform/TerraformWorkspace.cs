using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws;

/// <summary>
/// The private directory of one environment: its configuration, its state with copies, what terraform said, who runs.
/// The directory is the record of what terraform did until the environment is gone: it belongs on a disk that survives a restart.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class TerraformWorkspace
{
    /// <summary>The name of the part that has the provider.</summary>
    public const string MainPart = "main";

    private const string EventSuffix = ".jsonl";
    private const string ConfigurationSuffix = ".tf.json";

    private TerraformWorkspace(string path) => (Path, Copies) = (path, new TerraformStateCopies(In(path, "copies")));

    public string Path { get; }

    /// <summary>The path without links: of one with links, <c>../</c> leads elsewhere than its text says.</summary>
    public string RealPath => Resolve(Path);

    public TerraformStateCopies Copies { get; }

    /// <summary>What commands here see over the host's environment and the options' variables: as whom they act, and where. Null takes a variable away.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Keeps the record elsewhere, too; null where it is here alone.</summary>
    public ITerraformRecordKeeper? RecordKeeper { get; set; }

    public string ConfigurationFile => FileOf(MainPart);

    public string StateFile => In(Path, "terraform.tfstate");

    public string PlanFile => In(Path, "plan.tfplan");

    public string LockFile => In(Path, ".terraform.lock.hcl");

    /// <summary>Where <c>init</c> says which modules lie where; there only when one was installed.</summary>
    public string ModulesManifest => In(Path, ".terraform", "modules", "modules.json");

    /// <summary>What was installed of all modules, those that are stood in for included.</summary>
    public string ModulesKept => In(Path, ".terraform", "modules", "kept.json");

    public string ProvidersDirectory => In(Path, ".terraform", "providers");

    private string EventsDirectory => In(Path, "events");

    private string RunFile => In(Path, "run");

    /// <summary>The workspace, whether it is there or not.</summary>
    public static TerraformWorkspace At(string path) => new(System.IO.Path.GetFullPath(path));

    /// <summary>Opens the workspace, and makes it if it is not there.</summary>
    public static TerraformWorkspace Open(string path, IReadOnlyDictionary<string, string?>? variables = null)
    {
        TerraformWorkspace workspace = new(System.IO.Path.GetFullPath(path)) { Variables = variables ?? new Dictionary<string, string?>(StringComparer.Ordinal) };
        foreach (string directory in new[] { workspace.Path, In(workspace.Path, "copies"), workspace.EventsDirectory })
        {
            Directory.CreateDirectory(directory, DurableFile.PrivateDirectory);

            // It may have been there, made by another.
            File.SetUnixFileMode(directory, DurableFile.PrivateDirectory);
        }

        return workspace;
    }

    /// <summary>Keeps every other host out until it is given back, or its holder has ended.</summary>
    /// <exception cref="TerraformBusyException">Another holds it.</exception>
    public IDisposable Lock() => HostLock.TryTake(In(Path, "lock")) ?? throw new TerraformBusyException(Path);

    public void Write(TerraformJson configuration) => DurableFile.Write(ConfigurationFile, configuration.ToBytes());

    /// <summary>Writes a part of the configuration beside the rest: terraform takes all files of the directory for one.</summary>
    /// <param name="name">Whose part it is; letters, digits, <c>_</c> and <c>-</c>.</param>
    /// <param name="configuration">The part.</param>
    public void WritePart(string name, TerraformJson configuration) => DurableFile.Write(FileOf(name), configuration.ToBytes());

    /// <summary>Whether a name is one that a file of the configuration can have.</summary>
    public static bool IsConfigurationFile(string name) => name.EndsWith(ConfigurationSuffix, StringComparison.Ordinal) && System.IO.Path.GetFileName(name) == name;

    /// <summary>Writes a file of the configuration as it was in another workspace.</summary>
    public void WriteConfigurationFile(string name, byte[] content) => DurableFile.Write(In(Path, name), content);

    /// <summary>The file of a part.</summary>
    public string FileOf(string part) => In(Path, part + ConfigurationSuffix);

    /// <summary>Removes a part of the configuration.</summary>
    public void RemovePart(string name) => File.Delete(FileOf(name));

    /// <summary>The names of all parts.</summary>
    public IEnumerable<string> PartNames() => ConfigurationFiles().Select(PartNameOf);

    /// <summary>The name of the part that a file holds.</summary>
    public static string PartNameOf(string file) => System.IO.Path.GetFileName(file)[..^ConfigurationSuffix.Length];

    /// <summary>The addresses of a part's resources and modules; none where there is no such part.</summary>
    public IReadOnlyList<TerraformAddress> ReadPartAddresses(string name)
    {
        if (!File.Exists(FileOf(name)))
        {
            return [];
        }

        using JsonDocument part = ReadPart(name);
        return
        [
            .. part.RootElement.Members("resource").SelectMany(type => type.Value.EnumerateObject().Select(resource => new TerraformAddress(type.Name, resource.Name))),
            .. part.RootElement.Members("module").Select(module => new TerraformAddress(TerraformAddress.ModuleType, module.Name)),
        ];
    }

    /// <summary>Everything that a run can be limited to, as it is named for that: what is in the configuration, what is only looked up too, and what is left in the state of what is not.</summary>
    public IEnumerable<string> Targets() => PartNames().SelectMany(ReadPartAddresses).Select(address => address.ToString())
        .Concat(PartNames().SelectMany(ReadLookedUp))
        .Concat((FindState()?.Instances ?? []).Select(instance => TerraformAddress.RootOf(instance.Address).ToString()))
        .Distinct(StringComparer.Ordinal);

    /// <summary>A part as it is written, for whoever disposes of it.</summary>
    public JsonDocument ReadPart(string name) => JsonDocument.Parse(File.ReadAllBytes(FileOf(name)));

    /// <summary>A part's named value that is a text; null where there is none.</summary>
    public string? ReadPartLocal(string name, string local)
    {
        if (!File.Exists(FileOf(name)))
        {
            return null;
        }

        using JsonDocument part = ReadPart(name);
        return part.RootElement.Member("locals")?.Text(local);
    }

    /// <summary>Writes where the module that a part calls lies.</summary>
    public void WriteModuleSource(string name, string module, string source)
    {
        JsonNode part = JsonNode.Parse(File.ReadAllBytes(FileOf(name)))!;
        JsonNode call = part["module"]![module]!;
        if ((string?)call["source"] != source)
        {
            call["source"] = source;
            DurableFile.Write(FileOf(name), Encoding.UTF8.GetBytes(part.ToJsonString()));
        }
    }

    /// <summary>All files of the configuration.</summary>
    public IReadOnlyList<string> ConfigurationFiles() => Directory.GetFiles(Path, "*" + ConfigurationSuffix);

    /// <summary>What terraform wrote; null where there is no file.</summary>
    public byte[]? ReadState()
    {
        if (!File.Exists(StateFile))
        {
            return null;
        }

        // To its end, wherever that is: terraform may be writing it anew, and a file that grows shorter while it is read in one piece is an error.
        using FileStream file = new(StateFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream content = new();
        file.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>The state, read; null where there is none that is whole.</summary>
    public TerraformState? FindState() => ReadState() is { } text ? TerraformState.TryParse(text) : null;

    /// <summary>The log of the last run that was settled, for whoever wants to read it.</summary>
    public string SettledLog => In(EventsDirectory, "settled");

    /// <summary>The logs of runs that are not settled, oldest first.</summary>
    public IReadOnlyList<string> EventFiles() =>
        [.. Directory.GetFiles(EventsDirectory, "*" + EventSuffix).OrderBy(file => file, StringComparer.Ordinal)];

    /// <summary>A file of its own for the log of the next run.</summary>
    public string NewEventFile(string command)
    {
        string[] names = [.. EventFiles().Select(file => System.IO.Path.GetFileName(file))];
        int next = names.Length == 0 ? 1 : int.Parse(names[^1].AsSpan(0, 6), CultureInfo.InvariantCulture) + 1;
        string path = In(EventsDirectory, string.Create(CultureInfo.InvariantCulture, $"{next:D6}-{command}{EventSuffix}"));
        using (new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = DurableFile.PrivateFile }))
        {
            // Terraform appends to it.
        }

        DurableFile.SyncDirectory(EventsDirectory);
        return path;
    }

    /// <summary>
    /// The state is the whole truth now: what the logs tell is in it, or is known to be gone. From here on they count no more: what a later
    /// refresh takes out of the state was taken away by somebody, and is not lost.
    /// </summary>
    public void Settle()
    {
        foreach (string file in EventFiles())
        {
            File.Move(file, SettledLog, overwrite: true);
        }
    }

    public TerraformRunRecord? ReadRun() => File.Exists(RunFile) ? TerraformRunRecord.TryParse(File.ReadAllText(RunFile)) : null;

    public void WriteRun(TerraformRunRecord run) => DurableFile.Write(RunFile, Encoding.UTF8.GetBytes(run.ToString()));

    public void ClearRun() => File.Delete(RunFile);

    /// <summary>Removes everything, the state and its secrets with it.</summary>
    public void Delete() => Directory.Delete(Path, recursive: true);

    private string[] ReadLookedUp(string name)
    {
        using JsonDocument part = ReadPart(name);
        return [.. part.RootElement.Members("data").SelectMany(type => type.Value.EnumerateObject().Select(data => $"data.{type.Name}.{data.Name}"))];
    }

    private static string Resolve(string path)
    {
        string resolved = "/";
        foreach (string part in System.IO.Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string next = In(resolved, part);
            resolved = new DirectoryInfo(next).LinkTarget is { } target ? Resolve(In(resolved, target)) : next;
        }

        return resolved;
    }

    private static string In(params ReadOnlySpan<string> parts) => System.IO.Path.Combine(parts);
}
