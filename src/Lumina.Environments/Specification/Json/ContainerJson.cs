namespace Lumina.Environments;

/// <summary>How containers run, as JSON.</summary>
internal static class ContainerJson
{
    private static readonly JsonObject<ContainerFile> File = new JsonObject<ContainerFile>("a file in a container", () => new ContainerFile("", ""))
        .Required("path", Codecs.Text, file => file.Path, (file, value) => file with { Path = value })
        .Required("content", Codecs.Text, file => file.Content, (file, value) => file with { Content = value })
        .Optional("executable", Codecs.Boolean, file => file.Executable, (file, value) => file with { Executable = value });

    private static readonly JsonObject<ContainerMount> Mount = new JsonObject<ContainerMount>("a mount of a container", () => new ContainerMount(default, ""))
        .Required("type", Codecs.Enum<ContainerMountType>(), mount => mount.Type, (mount, value) => mount with { Type = value })
        .Required("target", Codecs.Text, mount => mount.Target, (mount, value) => mount with { Target = value })
        .Optional("source", Codecs.Text, mount => mount.Source, (mount, value) => mount with { Source = value })
        .Optional("readOnly", Codecs.Boolean, mount => mount.ReadOnly, (mount, value) => mount with { ReadOnly = value });

    public static readonly JsonObject<ContainerSettings> Codec = new JsonObject<ContainerSettings>("how something runs in its container", () => new ContainerSettings())
        .Optional("entrypoint", Codecs.Texts, settings => settings.Entrypoint, (settings, value) => settings with { Entrypoint = value })
        .Optional("command", Codecs.Texts, settings => settings.Command, (settings, value) => settings with { Command = value })
        .Optional("workingDirectory", Codecs.Text, settings => settings.WorkingDirectory, (settings, value) => settings with { WorkingDirectory = value })
        .Optional("user", Codecs.Text, settings => settings.User, (settings, value) => settings with { User = value })
        .Optional("readOnlyRoot", Codecs.Boolean, settings => settings.ReadOnlyRoot, (settings, value) => settings with { ReadOnlyRoot = value })
        .OptionalValue("memoryMib", Codecs.Integer, settings => settings.MemoryMib, (settings, value) => settings with { MemoryMib = value })
        .OptionalValue("cpus", Codecs.Number, settings => settings.Cpus, (settings, value) => settings with { Cpus = value })
        .Optional("init", Codecs.Boolean, settings => settings.Init, (settings, value) => settings with { Init = value })
        .Optional("files", Codecs.List(File), settings => settings.Files, (settings, value) => settings with { Files = value })
        .Optional("mounts", Codecs.List(Mount), settings => settings.Mounts, (settings, value) => settings with { Mounts = value })
        .Optional("aliases", Codecs.Texts, settings => settings.Aliases, (settings, value) => settings with { Aliases = value })
        .Optional("copyOnFailure", Codecs.Texts, settings => settings.CopyOnFailure, (settings, value) => settings with { CopyOnFailure = value });
}
