#if XUNIT_V3
using System.Runtime.CompilerServices;
#endif

namespace Lumina.Environments.Fixtures.Tests;

/// <summary>A test that needs PostgreSQL's server and Linux: skipped where they are missing, unless the machine is said to have them (<c>LUMINA_TEST_REQUIRE=postgresql</c>).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServerFactAttribute : FactAttribute
{
#if XUNIT_V3
    public ServerFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
#else
    public ServerFactAttribute()
#endif
    {
        bool required = (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains("postgresql", StringComparer.Ordinal);
        if (!required && !IsThere())
        {
            Skip = "PostgreSQL's server is not on this machine, or it is no Linux.";
        }
    }

    private static bool IsThere() => OperatingSystem.IsLinux()
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(path => path + "/bin") : [])
            .Any(directory => File.Exists(Path.Combine(directory, "postgres")));
}
