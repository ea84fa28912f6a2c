using System.Globalization;

namespace Lumina.Environments.Aws.Tests;

/// <summary>How a scaling group is brought back to its size, from answers in AWS's form.</summary>
[Trait("Category", "Infrastructure")]
public sealed class ScalingGroupSizeTests
{
    [Theory]
    [InlineData(3, 1, 4, 3)]
    [InlineData(6, 1, 4, 4)]
    public async Task A_group_is_as_large_as_it_was_as_far_as_it_may_be(int was, int desired, int maximum, int becomes)
    {
        using FakeAws aws = new(Group(desired, maximum), (200, "<R/>"));
        using AwsSession session = aws.Session();

        await new ScalingGroupSize(session.Api).RestoreAsync("orders", was, CancellationToken.None);

        aws.Requests.Should().HaveCount(2);
        aws.Requests[1].Should().Contain("Action=UpdateAutoScalingGroup").And.Contain("AutoScalingGroupName=orders").And.Contain(string.Create(CultureInfo.InvariantCulture, $"DesiredCapacity={becomes}"));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    public async Task One_that_is_as_large_or_larger_by_itself_is_left_alone(int was, int desired)
    {
        using FakeAws aws = new(Group(desired, maximum: 4));
        using AwsSession session = aws.Session();

        await new ScalingGroupSize(session.Api).RestoreAsync("orders", was, CancellationToken.None);

        aws.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task One_that_is_gone_has_no_size_and_gets_none()
    {
        using FakeAws aws = new((200, "<R/>"), (200, "<R/>"));
        using AwsSession session = aws.Session();

        (await new ScalingGroupSize(session.Api).FindAsync("orders", CancellationToken.None)).Should().BeNull();
        await new ScalingGroupSize(session.Api).RestoreAsync("orders", 2, CancellationToken.None);

        aws.Requests.Should().HaveCount(2);
    }

    private static (int Status, string Text) Group(int desired, int maximum) => (200, string.Create(
        CultureInfo.InvariantCulture,
        $"<R><member><DesiredCapacity>{desired}</DesiredCapacity><MinSize>1</MinSize><MaxSize>{maximum}</MaxSize></member></R>"));
}
