#if XUNIT_V3
using Lumina.Environments.XunitV3;
#else
using Lumina.Environments.Xunit;
#endif

namespace Lumina.Environments.Fixtures.RunAssembly;

/// <summary>A server and a process of this machine, in a folder by which they can be found.</summary>
public sealed class LocalFixture : EnvironmentFixture
{
    /// <summary>The environment variable that says where the run works and where it says how far it is.</summary>
    public const string FolderVariable = "RUN_FOLDER";

    public static string Folder => System.Environment.GetEnvironmentVariable(FolderVariable) ?? throw new InvalidOperationException($"{FolderVariable} says where this run works.");

    protected override EnvironmentSpec CreateSpec() => new("local", "tests")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
        Services = [new ServiceSpec("sleeper", ServiceSource.Command("sleep", "600"))],
    };

    protected override void Configure(EnvironmentsBuilder environments) => environments.UseLocal(local =>
    {
        local.WorkDirectory = Folder;
        local.KeepDataInMemory = false;
    });
}
