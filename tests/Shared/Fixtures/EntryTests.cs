using Microsoft.Extensions.Time.Testing;
#if XUNIT_V3
using Lumina.Environments.XunitV3;
#else
using Lumina.Environments.Xunit;
#endif

namespace Lumina.Environments.Fixtures.Tests;

/// <summary>Whatever a class of tests does, the next test is let in.</summary>
[Trait("Category", "Fixtures")]
public sealed class EntryTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_preparation_that_fails_lets_the_next_test_in()
    {
        ShopFixture fixture = await MadeAsync();
        IAsyncLifetime test = new ShopTests(fixture) { Prepare = () => throw new FormatException("no number") };

        await FluentActions.Awaiting(async () => await test.InitializeAsync()).Should().ThrowAsync<FormatException>("the runner shows it, and does not dispose the class");

        await NextEntersAsync(fixture);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_override_that_does_not_come_to_its_end_lets_the_next_test_in(bool throws)
    {
        ShopFixture fixture = await MadeAsync();
        IAsyncLifetime test = new ShopTests(fixture) { CleanUp = () => throws ? throw new FormatException("no number") : false };
        await test.InitializeAsync();

        await (throws ? FluentActions.Awaiting(async () => await test.DisposeAsync()).Should().ThrowAsync<FormatException>() : Disposed(test));

        await NextEntersAsync(fixture);

        static async Task Disposed(IAsyncLifetime test) => await test.DisposeAsync();
    }

    [Fact]
    public async Task Who_has_the_environment_for_long_is_named_once()
    {
        FakeTimeProvider clock = new();
        ShopFixture fixture = new() { Clock = clock };
        await fixture.InitializeAsync();
        IAsyncLifetime first = new ShopTests(fixture);
        await first.InitializeAsync();
        Task<IDisposable> second = fixture.EnterAsync();
        Task<IDisposable> third = fixture.EnterAsync();

        clock.Advance(TimeSpan.FromMinutes(1));
        using CancellationTokenSource bound = new(Bound, TimeProvider.System);
        while (!fixture.Progress.Any(line => line.Contains("has had the environment alone", StringComparison.Ordinal)))
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await first.DisposeAsync();
        (await second).Dispose();
        (await third).Dispose();
        fixture.Progress.Should().ContainSingle(line => line.Contains("has had the environment alone", StringComparison.Ordinal)).Which.Should().Contain(Named);
        await fixture.DisposeAsync();
    }

#if XUNIT_V3
    private static string Named => nameof(Who_has_the_environment_for_long_is_named_once);
#else
    private static string Named => "a test of ShopTests";
#endif

    private static async Task<ShopFixture> MadeAsync()
    {
        ShopFixture fixture = new();
        await fixture.InitializeAsync();
        return fixture;
    }

    private static async Task NextEntersAsync(ShopFixture fixture)
    {
        (await fixture.EnterAsync().WaitAsync(Bound, TimeProvider.System)).Dispose();
        await fixture.DisposeAsync();
    }

    private sealed class ShopTests(ShopFixture fixture) : EnvironmentTest<ShopFixture>(fixture)
    {
        public Action Prepare { get; init; } = () => { };

        /// <summary>Whether what is overridden is called.</summary>
        public Func<bool> CleanUp { get; init; } = () => true;

#if XUNIT_V3
        public override async ValueTask InitializeAsync()
#else
        public override async Task InitializeAsync()
#endif
        {
            await base.InitializeAsync();
            Prepare();
        }

#if XUNIT_V3
        public override async ValueTask DisposeAsync()
#else
        public override async Task DisposeAsync()
#endif
        {
            if (CleanUp())
            {
                await base.DisposeAsync();
            }
        }
    }
}
