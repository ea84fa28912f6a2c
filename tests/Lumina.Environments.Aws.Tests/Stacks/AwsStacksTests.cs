using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What a process keeps of the environments that it has operated on.</summary>
[Trait("Category", "Soak")]
public sealed class AwsStacksTests(MotoServer moto) : IClassFixture<MotoServer>, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-aws-stacks-");

    [MotoFact]
    public async Task A_stack_is_kept_until_it_is_seen_that_nothing_is_left_of_its_environment()
    {
        ServiceCollection services = new();
        services.AddLuminaEnvironments().UseAws(options => AwsEnvironmentLab.Point(options, moto, _directory.FullName));
        await using ServiceProvider provider = services.BuildServiceProvider();
        AwsStacks stacks = provider.GetRequiredService<AwsStacks>();
        EnvironmentId id = EnvironmentId.Parse("01k5d3v8q2m4x7n9c6b1a0z3y5");
        ComponentContext context = new()
        {
            EnvironmentId = id,
            EnvironmentName = "gone",
            Component = ComponentName.Network,
            ExternalName = ExternalName.For(id, ComponentName.Network),
            Marks = new OwnershipMarks("default", id, ComponentName.Network, "payments", ExpiresAt: null),
        };
        TerraformWorkspace.Open(provider.GetRequiredService<AwsTools>().DirectoryOf(id)).WritePart(AwsPart.FileNameOf(context.Component), new TerraformJson());
        AwsStack stack = stacks.Of(id);

        await stack.ObserveAsync(context, CancellationToken.None);
        await stack.DestroyAsync(context, CancellationToken.None);
        stacks.Of(id).Should().BeSameAs(stack, "it knows what AWS may still list");

        (await stack.ObserveAsync(context, CancellationToken.None)).Exists.Should().BeFalse();
        stacks.Of(id).Should().NotBeSameAs(stack);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
