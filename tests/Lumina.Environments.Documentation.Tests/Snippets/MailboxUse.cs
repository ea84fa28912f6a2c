using Lumina.Environments.InMemory;

namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class MailboxUse
{
    public static EnvironmentManager CreateManager(InMemoryPlatform platform, string folder)
    {
        // snippet: mailbox-registration
        EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .UseInMemory(platform)
            .AddComponentKind<MailboxSpec>("mailbox")
            .AddProvider(new FolderMailboxes(folder))
            .Configure(options => options.AllowVolatileStore = true)); // folders outlive this process, its record of them does not
        // end snippet
        return manager;
    }

    public static EnvironmentSpec CreateSpec()
    {
        // snippet: mailbox-use
        EnvironmentSpec spec = new("shop", owner: "shop-team")
        {
            Components = [new MailboxSpec("outgoing")],
            Services =
            [
                new ServiceSpec("api", ServiceSource.Project("Shop.Api"))
                {
                    Settings = { ["MAIL_FOLDER"] = SettingValue.Parse("${mailbox/outgoing:path}") },
                },
            ],
        };
        // end snippet
        return spec;
    }
}
