namespace Lumina.Environments;

/// <summary>What must hold for what runs in a container.</summary>
internal static class ContainerRules
{
    private const double LeastCpus = 0.01;
    private const double MostCpus = 1_024;

    public static void Check(string path, ContainerSettings container, FaultList faults)
    {
        faults.NotBlankIfGiven(path, "user", container.User);
        if (container.WorkingDirectory is not null)
        {
            Absolute($"{path}.workingDirectory", container.WorkingDirectory, faults);
        }

        if (container.MemoryMib is { } memory)
        {
            faults.Range(path, "memoryMib", memory, Bounds.MemoryMib);
        }

        if (container.Cpus is < LeastCpus or > MostCpus)
        {
            faults.Add($"{path}.cpus", FormattableString.Invariant($"{container.Cpus} is out of range."), FormattableString.Invariant($"Allowed: {LeastCpus} to {MostCpus}."));
        }

        faults.Distinct($"{path}.files", container.Files, file => file.Path, ".path", "file");
        for (int i = 0; i < container.Files.Count; i++)
        {
            Absolute($"{path}.files[{i}].path", container.Files[i].Path, faults);
            if (container.Files[i].Path.EndsWith('/'))
            {
                faults.Add($"{path}.files[{i}].path", $"'{container.Files[i].Path}' is a folder.", "Name the file.");
            }
        }

        faults.Distinct($"{path}.mounts", container.Mounts, mount => mount.Target, ".target", "mount");
        for (int i = 0; i < container.Mounts.Count; i++)
        {
            CheckMount($"{path}.mounts[{i}]", container.Mounts[i], faults);
        }

        for (int i = 0; i < container.Aliases.Count; i++)
        {
            faults.Label($"{path}.aliases", $"[{i}]", container.Aliases[i], "an alias");
        }

        for (int i = 0; i < container.CopyOnFailure.Count; i++)
        {
            Absolute($"{path}.copyOnFailure[{i}]", container.CopyOnFailure[i], faults);
        }
    }

    private static void CheckMount(string path, ContainerMount mount, FaultList faults)
    {
        faults.Defined(path, "type", mount.Type);
        Absolute($"{path}.target", mount.Target, faults);
        switch (mount)
        {
            case { Type: ContainerMountType.Bind }:
                faults.NotBlank(path, "source", mount.Source ?? "");
                break;
            case { Type: ContainerMountType.Volume }:
                faults.Label(path, "source", mount.Source ?? "", "a volume");
                break;
            case { Type: ContainerMountType.Memory, Source: not null }:
                faults.Add($"{path}.source", "Memory has no source.", "Leave it out, or mount a volume.");
                break;
        }
    }

    private static void Absolute(string path, string value, FaultList faults)
    {
        if (!value.StartsWith('/'))
        {
            faults.Add(path, $"'{value}' is no absolute path within the container.", "Write one that begins with '/'.");
        }
        else if (value.Split('/').Any(part => part is "." or "..") || value.Contains('\0', StringComparison.Ordinal))
        {
            faults.Add(path, $"'{value.Replace('\0', '?')}' is no plain path within the container.", "Write it without '.', '..' and null characters: from '/' straight to the file or folder.");
        }
    }
}
