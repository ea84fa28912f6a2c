using Microsoft.Extensions.Configuration;

namespace Lumina.Environments.Fixtures;

/// <summary>Keeps an environment for a look after the tests, where it can be kept, and says how to reach it.</summary>
internal static class KeptEnvironment
{
    /// <returns>Whether it is kept; if not, the output says why.</returns>
    public static bool TryKeep(TestEnvironment environment, FixtureSettings settings)
    {
        if (environment.Snapshot.EndsWithProcess)
        {
            settings.WriteProgress($"{environment.Name}: it cannot be kept, since all of it ends with this process. With the local providers use LocalLifetime.Environment and a durable store (UseSqlite) to keep it.");
            return false;
        }

        string expiry = environment.Snapshot.ExpiresAt is { } time ? $"expires at {time:u}" : "never expires";
        string file = Write(environment, expiry);
        settings.WriteProgress($"{environment.Name}: it is kept when the tests have ended, and {expiry}: the first run after that takes it away. How to reach it is in {file}, which only you can read.");
        return true;
    }

    // Not among the artifacts: a CI would publish the connection strings with them.
    private static string Write(TestEnvironment environment, string expiry)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string file = Path.Combine(Path.GetTempPath(), $"lumina-kept-{environment.Name}-{environment.Id}.txt");
        File.Delete(file); // its mode would stay
        using StreamWriter writer = new(file, options);
        writer.WriteLine($"# Environment '{environment.Name}' ({environment.Id}), which {expiry}.");
        writer.WriteLine($"# To end it sooner: await manager.TerminateAsync(EnvironmentId.Parse(\"{environment.Id}\")), with the fixture's store and providers.");
        foreach ((string key, string? value) in environment.AddTo(new ConfigurationBuilder()).Build().AsEnumerable())
        {
            if (value is not null)
            {
                writer.WriteLine($"{key.Replace(":", "__", StringComparison.Ordinal)}={value}");
            }
        }

        return file;
    }
}
