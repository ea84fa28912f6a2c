namespace Lumina.Environments.Documentation.Tests.Snippets;

// snippet: mailbox-spec
/// <summary>What is wanted: a folder that takes the mails which services would send.</summary>
public sealed record MailboxSpec : ComponentSpec
{
    public MailboxSpec(string name)
        : base(name)
    {
    }

    public override string Kind => "mailbox";

    public override IEnumerable<string> DeclaredOutputs => ["path"];
}
// end snippet
