using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class ReturnedDatabasesTests
{
    private static readonly RentedCopy One = new("one", new DatabaseTemplate("key", "template", new DatabaseComment(Marks: null), Number: 1), Uses: 1);

    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<bool> _puttingRight = new();

    [Fact]
    public async Task Who_comes_while_one_is_put_right_gets_that()
    {
        ReturnedDatabases returned = new(maximum: 8, _time);
        Task<bool> keeping = returned.TryKeepAsync(One, () => _puttingRight.Task);
        Task<RentedCopy?> taking = returned.TakeAsync(default);
        (await returned.TakeAsync(default)).Should().BeNull("somebody waits for it already");
        taking.IsCompleted.Should().BeFalse();

        _puttingRight.SetResult(true);

        (await taking.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System)).Should().Be(One);
        (await keeping).Should().BeTrue();
        (await returned.TakeAsync(default)).Should().BeNull();
    }

    [Fact]
    public async Task Who_waits_for_one_that_cannot_be_put_right_goes_on_at_once()
    {
        ReturnedDatabases returned = new(maximum: 8, _time);
        Task<bool> keeping = returned.TryKeepAsync(One, () => _puttingRight.Task);
        Task<RentedCopy?> taking = returned.TakeAsync(default);

        _puttingRight.SetResult(false);

        (await taking.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System)).Should().BeNull();
        (await keeping).Should().BeFalse();
    }

    [Fact]
    public async Task Who_has_waited_for_long_goes_on_without_and_the_next_gets_it()
    {
        ReturnedDatabases returned = new(maximum: 8, _time);
        Task<bool> keeping = returned.TryKeepAsync(One, () => _puttingRight.Task);
        Task<RentedCopy?> taking = returned.TakeAsync(default);

        _time.Advance(TimeSpan.FromSeconds(2));
        (await taking.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System)).Should().BeNull();

        _puttingRight.SetResult(true);
        (await keeping).Should().BeTrue();
        (await returned.TakeAsync(default)).Should().Be(One);
    }

    [Fact]
    public async Task No_more_are_kept_than_may_be_unless_somebody_waits_for_them()
    {
        ReturnedDatabases returned = new(maximum: 1, _time);
        Task<bool> first = returned.TryKeepAsync(One, () => _puttingRight.Task);
        (await returned.TryKeepAsync(One with { Name = "two" }, () => Task.FromResult(true))).Should().BeFalse();

        Task<RentedCopy?> taking = returned.TakeAsync(default);
        (await returned.TryKeepAsync(One with { Name = "three" }, () => Task.FromResult(true))).Should().BeTrue("the first is spoken for");
        (await taking.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System))!.Name.Should().Be("three");

        _puttingRight.SetResult(true);
        (await first).Should().BeTrue();
        returned.TakeAll().Should().Equal(One);
    }
}
