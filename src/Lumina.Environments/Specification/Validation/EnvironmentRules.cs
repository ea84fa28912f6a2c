namespace Lumina.Environments;

/// <summary>What must hold for the environment as a whole.</summary>
internal static class EnvironmentRules
{
    private const string MarkPrefix = "lumina-";

    public static void Check(EnvironmentSpec spec, FaultList faults)
    {
        faults.Label("", "name", spec.Name, "an environment");
        faults.Label("", "owner", spec.Owner, "an owner");
        faults.Defined("", "type", spec.Type);
        faults.Defined("", "onFailure", spec.OnFailure);
        faults.Defined("", "onInterruption", spec.OnInterruption);
        CheckTimes(spec, faults);
        faults.Range("healing", "maximumRestarts", spec.Healing.MaximumRestarts, Bounds.Restarts);
        faults.Range("healing", "window", spec.Healing.Window, Bounds.HealingWindow);
        foreach ((string key, string value) in spec.Tags)
        {
            CheckTag(key, value, faults);
        }

        foreach (string key in spec.Metadata.Keys)
        {
            faults.NotBlank($"metadata.{key}", "", key);
        }
    }

    private static void CheckTimes(EnvironmentSpec spec, FaultList faults)
    {
        if (spec.Lifetime != EnvironmentSpec.Unlimited && !Bounds.Lifetime.Contains(spec.Lifetime))
        {
            faults.Add("lifetime", $"{DurationText.Format(spec.Lifetime)} is out of range.", $"Allowed: {Bounds.Lifetime}, or {DurationText.Unlimited}.");
        }

        faults.Range("", "timeout", spec.Timeout, Bounds.Timeout);
        TimeRules.Within("timeout", spec.Timeout, EnvironmentSpec.DefaultTimeout, "lifetime", spec.Lifetime, faults);
    }

    private static void CheckTag(string key, string value, FaultList faults)
    {
        string path = $"tags.{key}";
        if (string.IsNullOrWhiteSpace(key) || key.Length > Bounds.TagKeyLength)
        {
            faults.Add(path, $"'{key}' is no tag's name.", $"Allowed: 1 to {Bounds.TagKeyLength} characters.");
        }

        if (key.StartsWith(MarkPrefix, StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(path, $"'{key}' begins with {MarkPrefix}.", "Names that begin so are the library's own marks; choose another.");
        }

        if (value is null || value.Length > Bounds.TagValueLength)
        {
            faults.Add(path, $"The value has {value?.Length ?? 0} characters.", $"Allowed: 0 to {Bounds.TagValueLength}.");
        }
    }
}
