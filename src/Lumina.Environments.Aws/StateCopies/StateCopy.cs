using System.IO.Compression;
using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>
/// What another machine needs to go on: the configuration, the state, and whether a run was under way when it was written. One zip, so that
/// whoever must can unpack it and run terraform by hand. It holds secrets: nothing of it belongs into a log.
/// </summary>
/// <param name="Configuration">The files of the configuration by their names.</param>
/// <param name="State">The state; null where there was none yet.</param>
/// <param name="IsOpen">Whether a run had begun of which the state tells nothing.</param>
[SupportedOSPlatform("linux")]
internal sealed record StateCopy(IReadOnlyDictionary<string, byte[]> Configuration, byte[]? State, bool IsOpen)
{
    private const string StateEntry = "terraform.tfstate";
    private const string OpenEntry = "run-under-way";

    /// <summary>The names of the configuration's parts.</summary>
    public IEnumerable<string> PartNames => Configuration.Keys.Select(TerraformWorkspace.PartNameOf);

    /// <summary>Reads what is in a workspace.</summary>
    public static StateCopy Of(TerraformWorkspace workspace, bool isOpen) => new(
        workspace.ConfigurationFiles().ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes, StringComparer.Ordinal),
        workspace.ReadState() is { } state && TerraformState.TryParse(state) is not null ? state : workspace.Copies.Newest(),
        isOpen);

    /// <summary>Reads a copy; null where it is none.</summary>
    public static StateCopy? TryRead(byte[] bytes)
    {
        try
        {
            using ZipArchive zip = new(new MemoryStream(bytes), ZipArchiveMode.Read);
            Dictionary<string, byte[]> files = zip.Entries.ToDictionary(entry => entry.FullName, Read, StringComparer.Ordinal);
            byte[]? state = files.GetValueOrDefault(StateEntry);
            return state is not null && TerraformState.TryParse(state) is null
                ? null
                : new StateCopy(files.Where(file => TerraformWorkspace.IsConfigurationFile(file.Key)).ToDictionary(StringComparer.Ordinal), state, files.ContainsKey(OpenEntry));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public byte[] ToBytes()
    {
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] content) in Configuration)
            {
                Add(zip, name, content);
            }

            if (State is not null)
            {
                Add(zip, StateEntry, State);
            }

            if (IsOpen)
            {
                Add(zip, OpenEntry, []);
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using Stream stream = zip.CreateEntry(name).Open();
        stream.Write(content);
    }
}
