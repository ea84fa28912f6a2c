using Lumina.Environments.Documentation.Tests.Snippets;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Snippets;

[Trait("Category", "Testing")]
// snippet: mailbox-rules
public sealed class FolderMailboxesTests : ProviderConformance<MailboxSpec>, IDisposable
{
    public void Dispose() => Directory.Delete(Platform, recursive: true);

    // Where the mailboxes are. A child process that the kit starts and kills is told the same.
    protected override string MakePlatform() => Directory.CreateTempSubdirectory("mailboxes-").FullName;

    protected override IComponentProvider<MailboxSpec> CreateProvider() => new FolderMailboxes(Platform);

    protected override MailboxSpec CreateSpec(string name) => new(name);
}
// end snippet
