namespace Lumina.Environments;

/// <summary>Backups.</summary>
/// <param name="RetentionDays">For how many days they are kept, 1 to 35.</param>
public sealed record BackupSpec(int RetentionDays)
{
    /// <summary>When they are made, as a cron expression in UTC; null for the platform's choice.</summary>
    public string? Schedule { get; init; }
}
