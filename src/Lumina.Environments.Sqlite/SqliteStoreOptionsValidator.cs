using Microsoft.Extensions.Options;

namespace Lumina.Environments.Sqlite;

/// <summary>Bounds what can be said in <see cref="SqliteStoreOptions"/>.</summary>
internal sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        string[] faults = [.. FaultsOf(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    public static IEnumerable<string> FaultsOf(SqliteStoreOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path))
        {
            yield return $"{nameof(SqliteStoreOptions.Path)} is empty: it is the store's file.";
        }

        if (options.Path == ":memory:")
        {
            yield return $"{nameof(SqliteStoreOptions.Path)} is ':memory:', which keeps nothing: name a file, or leave the manager its store in memory.";
        }

        if (options.Key is { Length: not SqliteStoreOptions.KeyLength } key)
        {
            yield return $"{nameof(SqliteStoreOptions.Key)} has {key.Length} bytes: it has {SqliteStoreOptions.KeyLength}.";
        }

        if (options.Key is not null && options.KeyFile is not null)
        {
            yield return $"{nameof(SqliteStoreOptions.Key)} and {nameof(SqliteStoreOptions.KeyFile)} ('{options.KeyFile}') are both given: give one of them.";
        }

        if (options.BusyTimeout < TimeSpan.FromSeconds(1) || options.BusyTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{nameof(SqliteStoreOptions.BusyTimeout)} is {options.BusyTimeout}: it is 1 second to 10 minutes.";
        }

        if (options.RetainedJournals < 0)
        {
            yield return $"{nameof(SqliteStoreOptions.RetainedJournals)} is {options.RetainedJournals}: it is 0 or more.";
        }

        if (options.RetentionPeriod < TimeSpan.Zero)
        {
            yield return $"{nameof(SqliteStoreOptions.RetentionPeriod)} is {options.RetentionPeriod}: it is 0 or more.";
        }
    }
}
