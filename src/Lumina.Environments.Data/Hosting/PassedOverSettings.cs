using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>What a spec of a database may say that means nothing where servers are made for tests.</summary>
internal static class PassedOverSettings
{
    public static IEnumerable<NotApplicableSetting> Of(DatabaseSpec spec)
    {
        (bool Applies, string Setting, string Reason)[] all =
        [
            (spec.MultiAz, "multiAz", "there is one machine"),
            (spec.BackupRetentionDays > 0, "backupRetentionDays", "data goes with the environment; no backups are made"),
            (spec.StorageGib is not null, "storageGib", "storage is not reserved; it grows as needed"),
            (spec.Settings.Count > 0, "settings", "they are in the words of another platform"),
            (spec.InstanceClass is not null, "instanceClass", "the machine is the one that this runs on"),
        ];
        return all.Where(entry => entry.Applies).Select(entry => new NotApplicableSetting(entry.Setting, entry.Reason));
    }
}
