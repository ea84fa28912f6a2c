using Microsoft.Extensions.Options;

namespace Lumina.Environments.Local;

/// <summary>Bounds what can be said in <see cref="LocalOptions"/>.</summary>
internal sealed class LocalOptionsValidator : IValidateOptions<LocalOptions>
{
    private const int LongestWorkDirectory = 60;
    private const int LongestStateDirectory = 50;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, LocalOptions options)
    {
        List<string> faults = [];
        Check(options.CachedTemplates is >= 0 and <= 16, $"{nameof(LocalOptions.CachedTemplates)} is {options.CachedTemplates}: it is 0 to 16.");
        Check(options.CachedDataDirectories is >= 1 and <= 100, $"{nameof(LocalOptions.CachedDataDirectories)} is {options.CachedDataDirectories}: it is 1 to 100.");
        Check(options.MemoryReserve >= 0, $"{nameof(LocalOptions.MemoryReserve)} is {options.MemoryReserve}: it is 0 or more.");
        Check(options.MaximumConnections is >= 10 and <= 10_000, $"{nameof(LocalOptions.MaximumConnections)} is {options.MaximumConnections}: it is 10 to 10,000.");
        Check(
            options.ServerStartTimeout >= TimeSpan.FromSeconds(1) && options.ServerStartTimeout <= LongestWait,
            $"{nameof(LocalOptions.ServerStartTimeout)} is {options.ServerStartTimeout}: it is 1 second to 10 minutes.");
        Check(options.SettleTime >= TimeSpan.Zero && options.SettleTime <= TimeSpan.FromMinutes(1), $"{nameof(LocalOptions.SettleTime)} is {options.SettleTime}: it is 0 to 1 minute.");
        Check(options.StopGrace >= TimeSpan.Zero && options.StopGrace <= LongestWait, $"{nameof(LocalOptions.StopGrace)} is {options.StopGrace}: it is 0 to 10 minutes.");
        Check(
            options.BuildTimeout >= TimeSpan.FromSeconds(1) && options.BuildTimeout <= TimeSpan.FromHours(1),
            $"{nameof(LocalOptions.BuildTimeout)} is {options.BuildTimeout}: it is 1 second to 1 hour.");
        Check(!string.IsNullOrWhiteSpace(options.BuildConfiguration), $"{nameof(LocalOptions.BuildConfiguration)} is empty: it is a configuration of the projects, such as Debug.");
        Check(options.LogBytes is >= 4 * 1024 and <= 64 * 1024 * 1024, $"{nameof(LocalOptions.LogBytes)} is {options.LogBytes}: it is 4 KiB to 64 MiB.");
        Check(
            options.WorkDirectory is null || options.WorkDirectory.Length <= LongestWorkDirectory,
            $"{nameof(LocalOptions.WorkDirectory)} has {options.WorkDirectory?.Length} characters: it has at most {LongestWorkDirectory}, since sockets lie in it whose paths the system bounds.");
        Check(Enum.IsDefined(options.Lifetime), $"{nameof(LocalOptions.Lifetime)} is {options.Lifetime}: it is {string.Join(" or ", Enum.GetNames<LocalLifetime>())}.");
        Check(
            options.StateDirectory is null || options.StateDirectory.Length is >= 1 and <= LongestStateDirectory,
            $"{nameof(LocalOptions.StateDirectory)} has {options.StateDirectory?.Length} characters: it has 1 to {LongestStateDirectory}, since sockets lie in it whose paths the system bounds.");
        Check(
            options.StateDirectory is not { Length: > 0 } state || Path.IsPathFullyQualified(state),
            $"{nameof(LocalOptions.StateDirectory)} is '{options.StateDirectory}': it is a whole path, since processes that start elsewhere look for what is kept in it, too.");
        foreach ((string option, string? value) in (ReadOnlySpan<(string, string?)>)[
            (nameof(LocalOptions.PostgreSqlPath), options.PostgreSqlPath), (nameof(LocalOptions.RedisPath), options.RedisPath), (nameof(LocalOptions.MariaDbPath), options.MariaDbPath), (nameof(LocalOptions.ServerAccount), options.ServerAccount),
            (nameof(LocalOptions.WorkDirectory), options.WorkDirectory), (nameof(LocalOptions.CacheDirectory), options.CacheDirectory)])
        {
            Check(value is null || !string.IsNullOrWhiteSpace(value), $"{option} is blank: leave it out for the default.");
        }

        Check(!string.IsNullOrWhiteSpace(options.MemoryDirectory), $"{nameof(LocalOptions.MemoryDirectory)} is blank: it is a file system in memory; {nameof(LocalOptions.KeepDataInMemory)} says that none is used.");
        foreach (string setting in options.PostgreSqlSettings.Keys)
        {
            Check(
                setting.Length > 0 && setting.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.'),
                $"{nameof(LocalOptions.PostgreSqlSettings)} has '{setting}', which is no setting's name: it has letters, digits, '_' and '.' only.");
            Check(
                !PostgreSqlConfiguration.Reserved.Contains(setting, StringComparer.OrdinalIgnoreCase),
                $"{nameof(LocalOptions.PostgreSqlSettings)} has '{setting}', by which the server is found, waited for or read: leave it out{(setting.Equals("max_connections", StringComparison.OrdinalIgnoreCase) ? $", {nameof(LocalOptions.MaximumConnections)} says it" : "")}.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}
