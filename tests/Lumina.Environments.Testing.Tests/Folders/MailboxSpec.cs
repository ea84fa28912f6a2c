namespace Lumina.Environments.Testing.Tests.Folders;

/// <summary>A stranger's kind of component.</summary>
public sealed record MailboxSpec : ComponentSpec
{
    public MailboxSpec(string name)
        : base(name)
    {
    }

    public override string Kind => "mailbox";

    public override IEnumerable<string> DeclaredOutputs => ["path", "password"];

    public override IEnumerable<string> Credentials => ["password"];
}
