using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What the cluster has just said need not be asked again.</summary>
public sealed class JustReadyTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_has_become_ready_is_said_once_and_while_it_is_new()
    {
        JustReady ready = new(_time);
        ready.Note("api");
        ready.Note("ui");

        ready.Take("api").Should().BeTrue();
        ready.Take("api").Should().BeFalse("whoever asks again wants to know how it is now");
        _time.Advance(TimeSpan.FromSeconds(5));
        ready.Take("ui").Should().BeFalse();
    }
}
