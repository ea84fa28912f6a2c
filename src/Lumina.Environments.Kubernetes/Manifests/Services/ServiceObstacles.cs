using System.Text;

namespace Lumina.Environments.Kubernetes;

/// <summary>What of a service can't be made on Kubernetes; each a sentence that says what to do instead.</summary>
internal static class ServiceObstacles
{
    public static IEnumerable<string> Find(ServiceSpec spec, KubernetesOptions options) =>
        [.. OfSource(spec), .. OfRun(spec), .. OfEndpoints(spec, options), .. OfSettings(spec), .. OfTexts(spec), .. OfUser(spec, options), .. OfMounts(spec)];

    private static IEnumerable<string> OfSource(ServiceSpec spec)
    {
        if (!spec.Sources.Any(source => source is ImageSource))
        {
            yield return $"'{spec.Name}' has no image among its sources, and nothing is built on Kubernetes; push an image to a registry that the cluster reaches and add ServiceSource.Image";
        }
    }

    private static IEnumerable<string> OfRun(ServiceSpec spec)
    {
        if (!spec.Run.IsAlways && ServiceMounts.HasVolumes(spec))
        {
            yield return $"'{spec.Name}' does not always run, and such a one has no volumes on Kubernetes; give it memory, or keep what it makes in a database";
        }

        if (spec.Run.Schedule is { } schedule && !CronText.IsTaken(schedule))
        {
            yield return $"the cron jobs of Kubernetes do not take '{schedule}': they know numbers, '*', ',', '-', '/', names of months and days (Sunday is 0), ranges that go forwards, and @yearly, @monthly, @weekly, @daily and @hourly";
        }
    }

    private static IEnumerable<string> OfEndpoints(ServiceSpec spec, KubernetesOptions options) => spec.Endpoints
        .Where(endpoint => endpoint.Secured && !options.AllowUnencrypted)
        .Select(endpoint => $"endpoint '{endpoint.Name}' is to be secured, and nothing is within a cluster: TLS ends at the ingress of a domain; {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.AllowUnencrypted)} allows it without");

    private static IEnumerable<string> OfSettings(ServiceSpec spec)
    {
        // A NUL is refused on every platform.
        foreach (string name in spec.Settings.Keys.Where(name => !KubernetesText.IsVariableName(name) && !name.Contains('\0', StringComparison.Ordinal)))
        {
            yield return KubernetesText.FindProblem(name) is { } problem
                ? $"the name of a setting {problem}; change it"
                : $"setting '{name}' has no name that Kubernetes takes for a variable: up to 253 letters, digits, '_', '-' and '.', no digit first; .NET reads '__' in place of ':'";
        }

        // What references bring is looked at when it is known, and a NUL is refused on every platform, too.
        IEnumerable<KeyValuePair<string, string>> known = spec.Settings.Select(setting =>
            KeyValuePair.Create(setting.Key, setting.Value.Secret?.TryReveal() ?? (setting.Value.References.Any() || setting.Value.Secret is not null ? "" : setting.Value.ToString().Replace("$${", "${", StringComparison.Ordinal))));
        foreach ((string name, string value) in known)
        {
            if (KubernetesText.FindFileProblem(value) is { } problem)
            {
                yield return $"setting '{Shown(name)}' {problem}; change it";
            }
        }

        if (KubernetesText.CountBytes(known) > KubernetesText.MaximumBytes)
        {
            yield return $"the settings of '{spec.Name}' are larger than the 1 MiB that a ConfigMap or a Secret holds; put what is large into a volume or an image";
        }
    }

    private static IEnumerable<string> OfTexts(ServiceSpec spec)
    {
        ContainerSettings settings = spec.Container ?? new ContainerSettings();
        (string Place, string Text)[] texts =
        [
            .. spec.Sources.OfType<ImageSource>().Select(source => ("image", source.Name)),
            ("version", spec.Version ?? ""),
            ("container.workingDirectory", settings.WorkingDirectory ?? ""),
            .. settings.Entrypoint.Select(word => ("container.entrypoint", word)),
            .. settings.Command.Select(word => ("container.command", word)),
            .. settings.Files.Select(file => ("container.files", file.Path)),
            .. settings.Mounts.Select(mount => ("container.mounts", mount.Target)),
            ("healthCheck.path", spec.HealthCheck?.Path ?? ""),
            .. (spec.HealthCheck?.CommandLine ?? []).Select(word => ("healthCheck.commandLine", word)),
        ];
        foreach ((string place, string text) in texts)
        {
            if (KubernetesText.FindProblem(text) is { } problem)
            {
                yield return $"{place} '{Shown(text)}' {problem}; change it";
            }
        }

        foreach (ContainerFile file in settings.Files)
        {
            if (KubernetesText.FindFileProblem(file.Content) is { } problem)
            {
                yield return $"the file '{Shown(file.Path)}' {problem}; change it";
            }
        }

        if (settings.Files.Sum(file => (long)Encoding.UTF8.GetByteCount(file.Content)) > KubernetesText.MaximumBytes - ReservedBytes)
        {
            yield return $"the files of '{spec.Name}' are larger than the 1 MiB that a ConfigMap holds; put them into its image";
        }

        if (Encoding.UTF8.GetByteCount(spec.Version ?? "") > KubernetesText.AnnotationBytes - ReservedBytes)
        {
            yield return $"the version of '{spec.Name}' is larger than the 256 KiB that all annotations of an object may have; write a short one";
        }
    }

    private static IEnumerable<string> OfUser(ServiceSpec spec, KubernetesOptions options)
    {
        if ((spec.Container?.User ?? options.DefaultUser) is not { } text)
        {
            yield break;
        }

        string place = spec.Container?.User is null ? $"{nameof(KubernetesOptions)}.{nameof(KubernetesOptions.DefaultUser)}" : "container.user";

        if (!UnixUser.TryParse(text, out UnixUser? user))
        {
            yield return $"{place} is '{Shown(text)}', and pods know users by number only; write such as 1000:1000";
        }
        else if (user.IsRoot && PodSecurityContexts.IsRestricted(options))
        {
            yield return $"{place} is root, which a restricted namespace does not let in; take another, or set {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.PodSecurity)} to baseline";
        }
    }

    private static IEnumerable<string> OfMounts(ServiceSpec spec)
    {
        ContainerSettings settings = spec.Container ?? new ContainerSettings();
        foreach (ContainerMount mount in settings.Mounts.Where(mount => mount.Type == ContainerMountType.Bind))
        {
            yield return $"'{Shown(mount.Source ?? "")}' is a folder or file of this machine, which no pod sees; put what is in it into the image or into container.files, or mount a volume";
        }

        IEnumerable<string> targets = settings.Mounts.Select(mount => mount.Target).Concat(settings.Files.Select(file => file.Path));
        foreach (string target in targets.Where(target => target.Contains(':', StringComparison.Ordinal)))
        {
            yield return $"'{Shown(target)}' has a colon in it, and nothing can be mounted there; take another path";
        }

        foreach (string target in targets.GroupBy(target => target, StringComparer.Ordinal).Where(group => group.Skip(1).Any()).Select(group => group.Key))
        {
            yield return $"a file and a mount are both at '{Shown(target)}'; take another path for one of them";
        }
    }

    // For keys and marks beside the text.
    private const int ReservedBytes = 16_384;

    /// <summary>A text that may hold what no sentence should.</summary>
    private static string Shown(string text) => new([.. text.Take(100).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character)]);
}
