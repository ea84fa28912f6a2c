using Microsoft.Extensions.Configuration;

namespace Lumina.Environments.Fixtures;

/// <summary>An environment that was to be kept for a look after the tests.</summary>
/// <param name="IsKept">Whether it is; what ends with the process cannot be.</param>
/// <param name="Note">What is said of it: how to reach it, or why it is not kept.</param>
internal sealed record KeptEnvironment(bool IsKept, string Note)
{
    private const string Prefix = "lumina-kept-";
    private const string Extension = ".txt";

    public static KeptEnvironment Keep(TestEnvironment environment)
    {
        if (environment.Snapshot.EndsWithProcess)
        {
            return new KeptEnvironment(IsKept: false, $"{environment.Name}: it cannot be kept, since all of it ends with this process. To keep it use a durable store (UseSqlite), and LocalLifetime.Environment with the local providers or DockerLifetime.Environment with containers.");
        }

        string expiry = environment.Snapshot.ExpiresAt is { } time ? $"expires at {time:u}" : "never expires";
        string file = Write(environment, expiry);
        return new KeptEnvironment(IsKept: true, $"{environment.Name}: it is kept when the tests have ended, and {expiry}: the first run after that takes it away. How to reach it is in {file}, which only you can read.");
    }

    /// <summary>Deletes the files about environments that are terminated, as far as the manager's store knows of them.</summary>
    public static async Task ForgetTerminatedAsync(EnvironmentManager manager, CancellationToken cancellationToken)
    {
        foreach (string file in Directory.EnumerateFiles(Path.GetTempPath(), $"{Prefix}*{Extension}"))
        {
            string id = Path.GetFileNameWithoutExtension(file).Split('-')[^1];
            if (EnvironmentId.TryParse(id, provider: null, out EnvironmentId environment)
                && await manager.FindAsync(environment, cancellationToken).ConfigureAwait(false) is { Status: EnvironmentStatus.Terminated })
            {
                TryDelete(file);
            }
        }
    }

    // Not among the artifacts: a CI would publish the connection strings with them.
    private static string Write(TestEnvironment environment, string expiry)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string file = Path.Combine(Path.GetTempPath(), $"{Prefix}{environment.Name}-{environment.Id}{Extension}");
        File.Delete(file); // its mode would stay
        using StreamWriter writer = new(file, options);
        writer.WriteLine($"# Environment '{environment.Name}' ({environment.Id}), which {expiry}.");
        writer.WriteLine($"# To end it sooner: await manager.TerminateAsync(EnvironmentId.Parse(\"{environment.Id}\")), with the fixture's store and providers.");
        writer.WriteLine("# This file is deleted by the next run of the fixture after the environment is gone.");
        foreach ((string key, string? value) in environment.AddTo(new ConfigurationBuilder()).Build().AsEnumerable())
        {
            if (value is not null)
            {
                writer.WriteLine($"{key.Replace(":", "__", StringComparison.Ordinal)}={value}");
            }
        }

        return file;
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It tells of what is gone, and harms nobody.
        }
    }
}
