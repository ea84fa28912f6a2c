using Lumina.Environments.Documentation.Tests.Snippets;
using Lumina.Environments.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Documentation.Tests;

/// <summary>What the pages show does what they say.</summary>
[Trait("Category", "Documentation")]
public sealed class SnippetTests : IDisposable
{
    private const int SeededOrders = 12;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-mailboxes-");

    [SkippableFact]
    public async Task The_first_use_finds_its_data()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Real servers on this machine need Linux.");
        try
        {
            (await FirstUse.RunAsync()).Should().Be((long)SeededOrders);
        }
        catch (InvalidEnvironmentSpecException exception) when (!IsRequired("postgresql") && exception.Message.Contains("is not on this machine", StringComparison.Ordinal))
        {
            Skip.If(condition: true, exception.Message);
        }
    }

    [Fact]
    public async Task A_host_gets_a_manager()
    {
        await using WebApplication app = InAHost.Create().Build();

        app.Services.GetRequiredService<IEnvironmentManager>().Should().BeOfType<EnvironmentManager>();
    }

    [Fact]
    public async Task A_strangers_kind_is_made_referred_to_and_destroyed_like_any_other()
    {
        InMemoryPlatform platform = new();
        await using EnvironmentManager manager = MailboxUse.CreateManager(platform, _folder.FullName);
        TestEnvironment environment = await manager.OpenAsync(MailboxUse.CreateSpec());

        string folder = environment.Output(new ComponentName("mailbox", "outgoing"), "path");

        Directory.Exists(folder).Should().BeTrue();
        platform.Find(environment.Id, ComponentName.Service("api"))!.Settings["MAIL_FOLDER"].Should().Be(folder);
        await environment.DisposeAsync();
        _folder.EnumerateFileSystemInfos().Should().BeEmpty();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static bool IsRequired(string name) =>
        (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase);
}
