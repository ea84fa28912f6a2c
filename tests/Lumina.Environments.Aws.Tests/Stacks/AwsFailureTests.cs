using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws.Tests;

public sealed class AwsFailureTests
{
    [Fact]
    public void The_failure_of_a_whole_run_is_told_once()
    {
        ProviderException whole = new("terraform could not stop a, b: a long story") { IsTransient = true };
        Func<string, bool> told = AwsFailure.Once<string, bool>(whole, "a");

        FluentActions.Invoking(() => told("a")).Should().Throw<ProviderException>().Which.Should().BeSameAs(whole);
        ProviderException other = FluentActions.Invoking(() => told("b")).Should().Throw<ProviderException>().Which;
        other.Message.Should().Be("it failed together with what was in the same run of terraform, where the reason stands");
        (other.IsTransient, other.InnerException).Should().Be((true, whole));
    }
}
