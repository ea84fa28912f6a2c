namespace Lumina.Environments;

/// <summary>Every bound of a number or duration in a spec, written once.</summary>
internal static class Bounds
{
    public static readonly ValueRange<int> Port = new(1, 65_535);
    public static readonly ValueRange<int> RulePort = new(0, 65_535);
    public static readonly ValueRange<int> Replicas = new(1, 1_000);
    public static readonly ValueRange<int> MemoryMib = new(6, 1_048_576);
    public static readonly ValueRange<int> Instances = new(0, 1_000);
    public static readonly ValueRange<int> Percent = new(1, 100);
    public static readonly ValueRange<int> StorageGib = new(1, 65_536);
    public static readonly ValueRange<int> DatabaseBackupDays = new(0, 35);
    public static readonly ValueRange<int> BackupDays = new(1, 35);
    public static readonly ValueRange<int> LogDays = new(1, 3_653);
    public static readonly ValueRange<int> Threshold = new(1, 100);
    public static readonly ValueRange<int> Restarts = new(0, 100);

    public static readonly ValueRange<TimeSpan> Lifetime = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(366));
    public static readonly ValueRange<TimeSpan> Timeout = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(7));
    public static readonly ValueRange<TimeSpan> StepTimeout = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1));
    public static readonly ValueRange<TimeSpan> HealingWindow = new(TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
    public static readonly ValueRange<TimeSpan> ProbeInterval = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
    public static readonly ValueRange<TimeSpan> ProbeTimeout = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
    public static readonly ValueRange<TimeSpan> StartupTimeout = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1));
    public static readonly ValueRange<TimeSpan> AlertDuration = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));

    public const int TagKeyLength = 128;
    public const int TagValueLength = 256;
    public const int DomainLength = 253;
}
