using Lumina.Environments.Local;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Testing.Tests.Local;

/// <summary>The local providers of one process, with a work folder of their own.</summary>
internal sealed class LocalPlatform : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public LocalPlatform(string workFolder, string stateFolder, LocalLifetime lifetime, TimeProvider timeProvider, ILoggerFactory loggers)
    {
        ServiceCollection services = new();
        services.AddSingleton(timeProvider).AddSingleton(loggers);
        services.AddLuminaEnvironments().UseLocal(options => (options.WorkDirectory, options.StateDirectory, options.Lifetime) = (workFolder, stateFolder, lifetime));
        services.Replace(ServiceDescriptor.Singleton(timeProvider)).Replace(ServiceDescriptor.Singleton(loggers));
        _services = services.BuildServiceProvider();
    }

    public T Get<T>()
        where T : class => _services.GetRequiredService<T>();

    /// <summary>A folder that a server can enter which must not be root.</summary>
    public static string MakeFolder()
    {
        string folder = Directory.CreateTempSubdirectory("lumina-kit-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return folder;
    }

    /// <summary>Skips the test where the program is missing, or fails it where the machine is said to have it.</summary>
    public static void Require(string name, string program, params string[] places)
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(places).Where(Directory.Exists);
        bool found = folders.Any(folder => File.Exists(Path.Combine(folder, program)));
        bool required = (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains(name, StringComparer.Ordinal);
        Assert.False(!found && required, $"{name} is required by LUMINA_TEST_REQUIRE and {program} is not on this machine.");
        Assert.SkipUnless(found, $"{program} is not on this machine.");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
