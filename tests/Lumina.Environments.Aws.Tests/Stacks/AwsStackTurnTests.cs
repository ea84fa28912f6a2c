namespace Lumina.Environments.Aws.Tests;

/// <summary>Whose turn it is on an environment's stack. Two turns on one path are as two processes are: the kernel's lock does not know who asks.</summary>
[Trait("Category", "Infrastructure")]
public sealed class AwsStackTurnTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-aws-turn-");

    private string Workspace => Path.Combine(_directory.FullName, "environments", "01k5d3v8q2m4x7n9c6b1a0z3y5");

    [Fact]
    public async Task While_one_process_has_its_turn_another_is_told_so_and_has_it_afterwards()
    {
        AwsStackTurn one = new(Workspace);
        AwsStackTurn another = new(Workspace);
        IDisposable turn = await one.TakeAsync(CancellationToken.None);

        await FluentActions.Awaiting(() => another.TakeAsync(CancellationToken.None)).Should().ThrowAsync<TerraformBusyException>();

        turn.Dispose();
        (await another.TakeAsync(CancellationToken.None)).Dispose();
        (await one.TakeAsync(CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task Callers_of_one_process_wait_for_each_other()
    {
        AwsStackTurn stack = new(Workspace);
        IDisposable turn = await stack.TakeAsync(CancellationToken.None);
        Task<IDisposable> next = stack.TakeAsync(CancellationToken.None);
        next.IsCompleted.Should().BeFalse();

        turn.Dispose();

        (await next).Dispose();
    }

    [Fact]
    public async Task The_file_of_the_lock_goes_with_the_workspace()
    {
        AwsStackTurn stack = new(Workspace);
        using (await stack.TakeAsync(CancellationToken.None))
        {
            Directory.CreateDirectory(Workspace);
        }

        Directory.GetFileSystemEntries(Path.GetDirectoryName(Workspace)!).Should().HaveCount(2);
        using (await stack.TakeAsync(CancellationToken.None))
        {
            Directory.Delete(Workspace);
        }

        Directory.GetFileSystemEntries(Path.GetDirectoryName(Workspace)!).Should().BeEmpty();
    }

    [Fact]
    public void What_another_installation_has_made_is_refused_whatever_its_name_has_in_it()
    {
        TerraformWorkspace workspace = TerraformWorkspace.Open(Workspace);
        OwnershipMarks marks = new("it's ${mine} \"x\"", EnvironmentId.Parse("01k5d3v8q2m4x7n9c6b1a0z3y5"), ComponentName.Network, "payments", ExpiresAt: null);
        workspace.Write(AwsMainPart.Create(new TerraformProvider("aws", "hashicorp/aws", "5.100.0"), "eu-central-1", marks, new Dictionary<string, string>(StringComparer.Ordinal), new AwsOptions()));

        FluentActions.Invoking(() => AwsMainPart.RequireSameInstallation(workspace, marks)).Should().NotThrow();
        FluentActions.Invoking(() => AwsMainPart.RequireSameInstallation(workspace, marks with { Installation = "another" })).Should().Throw<Lumina.Environments.Providers.ProviderException>();
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
