namespace Lumina.Environments.Aws.Tests;

public sealed class AwsTagsTests
{
    [Fact]
    public void Names_that_become_one_on_AWS_are_named_together() =>
        AwsTags.FindCollisions(["a!b", "a?b", "a_b", "cost center", "aws:x", "_aws:x"]).Should().BeEquivalentTo("'a!b' and 'a?b' and 'a_b' would be one tag on AWS, 'a_b'", "'_aws:x' and 'aws:x' would be one tag on AWS, '_aws:x'");

    [Fact]
    public async Task Tags_that_become_one_are_a_fault_of_the_spec()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.Configure(options => options.AllowVolatileStore = true).UseAws(options => options.Region = "eu-central-1"));
        EnvironmentSpec spec = new("shop", "team-a")
        {
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["a!b"] = "1", ["a?b"] = "2" },
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb), new DatabaseSpec("events", DatabaseType.DynamoDb)],
        };

        InvalidEnvironmentSpecException refused = (await FluentActions.Awaiting(() => manager.ProvisionAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;

        refused.Faults.Where(fault => fault.Path == "tags").Should().ContainSingle().Which.Problem.Should().Be("'a!b' and 'a?b' would be one tag on AWS, 'a_b'.");
    }
}
