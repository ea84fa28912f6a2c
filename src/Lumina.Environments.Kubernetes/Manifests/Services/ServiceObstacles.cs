using System.Text;

namespace Lumina.Environments.Kubernetes;

/// <summary>What of a service can't be made on Kubernetes, and what to do instead.</summary>
internal static class ServiceObstacles
{
    private const string ChangeIt = "Change it.";

    // For keys and marks beside the text.
    private const int ReservedBytes = 16_384;

    public static IEnumerable<SpecificationFault> Find(ServiceSpec spec, KubernetesOptions options) =>
        [.. OfSource(spec), .. OfRun(spec), .. OfEndpoints(spec, options), .. OfSettings(spec), .. OfTexts(spec), .. OfUser(spec, options), .. OfMounts(spec)];

    private static IEnumerable<SpecificationFault> OfSource(ServiceSpec spec)
    {
        if (!spec.Sources.Any(source => source is ImageSource))
        {
            yield return new("sources", $"'{spec.Name}' has no image among its sources, and nothing is built on Kubernetes.", "Push an image to a registry that the cluster reaches and add ServiceSource.Image.");
        }
    }

    private static IEnumerable<SpecificationFault> OfRun(ServiceSpec spec)
    {
        if (!spec.Run.IsAlways && ServiceMounts.HasVolumes(spec))
        {
            yield return new("container.mounts", $"'{spec.Name}' does not always run, and such a one has no volumes on Kubernetes.", "Give it memory, or keep what it makes in a database.");
        }

        if (spec.Run.Schedule is { } schedule && !CronText.IsTaken(schedule))
        {
            yield return new(
                "run",
                $"The cron jobs of Kubernetes do not take '{schedule}'.",
                "They know numbers, '*', ',', '-', '/', names of months and days (Sunday is 0), ranges that go forwards, and @yearly, @monthly, @weekly, @daily and @hourly.");
        }
    }

    private static IEnumerable<SpecificationFault> OfEndpoints(ServiceSpec spec, KubernetesOptions options)
    {
        for (int i = 0; i < spec.Endpoints.Count; i++)
        {
            if (spec.Endpoints[i].Secured && !options.AllowUnencrypted)
            {
                yield return new(
                    At($"endpoints[{i}].secured"),
                    $"Endpoint '{spec.Endpoints[i].Name}' is to be secured, and nothing is within a cluster: TLS ends at the ingress of a domain.",
                    $"{nameof(KubernetesOptions)}.{nameof(KubernetesOptions.AllowUnencrypted)} allows it without.");
            }
        }
    }

    private static IEnumerable<SpecificationFault> OfSettings(ServiceSpec spec)
    {
        // A NUL is refused on every platform.
        foreach (string name in spec.Settings.Keys.Where(name => !KubernetesText.IsVariableName(name) && !name.Contains('\0', StringComparison.Ordinal)))
        {
            yield return KubernetesText.FindProblem(name) is { } problem
                ? new(PathOfSetting(name), $"The name of a setting {problem}.", ChangeIt)
                : new(PathOfSetting(name), $"Setting '{name}' has no name that Kubernetes takes for a variable.", "Write up to 253 letters, digits, '_', '-' and '.', no digit first; .NET reads '__' in place of ':'.");
        }

        // What references bring is looked at when it is known, and a NUL is refused on every platform, too.
        IEnumerable<KeyValuePair<string, string>> known = spec.Settings.Select(setting =>
            KeyValuePair.Create(setting.Key, setting.Value.Secret?.TryReveal() ?? (setting.Value.References.Any() || setting.Value.Secret is not null ? "" : setting.Value.ToString().Replace("$${", "${", StringComparison.Ordinal))));
        foreach ((string name, string value) in known)
        {
            if (KubernetesText.FindFileProblem(value) is { } problem)
            {
                yield return new(PathOfSetting(name), $"Setting '{Shown(name)}' {problem}.", ChangeIt);
            }
        }

        if (KubernetesText.CountBytes(known) > KubernetesText.MaximumBytes)
        {
            yield return new("settings", $"The settings of '{spec.Name}' are larger than the 1 MiB that a ConfigMap or a Secret holds.", "Put what is large into a volume or an image.");
        }
    }

    private static IEnumerable<SpecificationFault> OfTexts(ServiceSpec spec)
    {
        ContainerSettings settings = spec.Container ?? new ContainerSettings();
        (string Place, string Text)[] texts =
        [
            .. spec.Sources.Select((source, i) => (At($"sources[{i}].image"), (source as ImageSource)?.Name ?? "")),
            ("version", spec.Version ?? ""),
            ("container.workingDirectory", settings.WorkingDirectory ?? ""),
            .. settings.Entrypoint.Select((word, i) => (At($"container.entrypoint[{i}]"), word)),
            .. settings.Command.Select((word, i) => (At($"container.command[{i}]"), word)),
            .. settings.Files.Select((file, i) => (PathOfFile(i), file.Path)),
            .. settings.Mounts.Select((mount, i) => (PathOfMount(i), mount.Target)),
            ("healthCheck.path", spec.HealthCheck?.Path ?? ""),
            .. (spec.HealthCheck?.CommandLine ?? []).Select((word, i) => (At($"healthCheck.commandLine[{i}]"), word)),
        ];
        foreach ((string place, string text) in texts)
        {
            if (KubernetesText.FindProblem(text) is { } problem)
            {
                yield return new(place, $"'{Shown(text)}' {problem}.", ChangeIt);
            }
        }

        for (int i = 0; i < settings.Files.Count; i++)
        {
            if (KubernetesText.FindFileProblem(settings.Files[i].Content) is { } problem)
            {
                yield return new(At($"container.files[{i}].content"), $"The file '{Shown(settings.Files[i].Path)}' {problem}.", ChangeIt);
            }
        }

        if (settings.Files.Sum(file => (long)Encoding.UTF8.GetByteCount(file.Content)) > KubernetesText.MaximumBytes - ReservedBytes)
        {
            yield return new("container.files", $"The files of '{spec.Name}' are larger than the 1 MiB that a ConfigMap holds.", "Put them into its image.");
        }

        if (Encoding.UTF8.GetByteCount(spec.Version ?? "") > KubernetesText.AnnotationBytes - ReservedBytes)
        {
            yield return new("version", $"The version of '{spec.Name}' is larger than the 256 KiB that all annotations of an object may have.", "Write a short one.");
        }
    }

    private static IEnumerable<SpecificationFault> OfUser(ServiceSpec spec, KubernetesOptions options)
    {
        if ((spec.Container?.User ?? options.DefaultUser) is not { } text)
        {
            yield break;
        }

        const string Path = "container.user";
        string place = spec.Container?.User is null ? $"{nameof(KubernetesOptions)}.{nameof(KubernetesOptions.DefaultUser)}" : Path;
        if (!UnixUser.TryParse(text, out UnixUser? user))
        {
            yield return new(Path, $"{place} is '{Shown(text)}', and pods know users by number only.", "Write such as 1000:1000.");
        }
        else if (user.IsRoot && PodSecurityContexts.IsRestricted(options))
        {
            yield return new(Path, $"{place} is root, which a restricted namespace does not let in.", $"Take another, or set {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.PodSecurity)} to baseline.");
        }
    }

    private static IEnumerable<SpecificationFault> OfMounts(ServiceSpec spec)
    {
        ContainerSettings settings = spec.Container ?? new ContainerSettings();
        for (int i = 0; i < settings.Mounts.Count; i++)
        {
            if (settings.Mounts[i].Type == ContainerMountType.Bind)
            {
                yield return new(
                    At($"container.mounts[{i}].source"),
                    $"'{Shown(settings.Mounts[i].Source ?? "")}' is a folder or file of this machine, which no pod sees.",
                    "Put what is in it into the image or into container.files, or mount a volume.");
            }
        }

        (string Place, string Target)[] targets = [.. settings.Mounts.Select((mount, i) => (PathOfMount(i), mount.Target)), .. settings.Files.Select((file, i) => (PathOfFile(i), file.Path))];
        foreach ((string place, string target) in targets.Where(each => each.Target.Contains(':', StringComparison.Ordinal)))
        {
            yield return new(place, $"'{Shown(target)}' has a colon in it, and nothing can be mounted there.", "Take another path.");
        }

        foreach ((string place, string target) in targets.GroupBy(each => each.Target, StringComparer.Ordinal).Where(group => group.Skip(1).Any()).Select(group => group.Last()))
        {
            yield return new(place, $"A file and a mount are both at '{Shown(target)}'.", "Take another path for one of them.");
        }
    }

    private static string PathOfSetting(string name) => $"settings.{Shown(name)}";

    private static string PathOfMount(int index) => At($"container.mounts[{index}].target");

    private static string PathOfFile(int index) => At($"container.files[{index}].path");

    private static string At(FormattableString path) => FormattableString.Invariant(path);

    /// <summary>A text that may hold what no sentence should.</summary>
    private static string Shown(string text) => new([.. text.Take(100).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character)]);
}
