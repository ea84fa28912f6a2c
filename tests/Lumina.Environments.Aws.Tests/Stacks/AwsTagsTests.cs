namespace Lumina.Environments.Aws.Tests;

public sealed class AwsTagsTests
{
    [Fact]
    public async Task Tags_that_become_one_are_a_fault_of_the_spec() =>
        (await FaultsOf(new(StringComparer.Ordinal) { ["a!b"] = "1", ["a?b"] = "2", ["a_b"] = "3", ["cost center"] = "4" })).Should().Equal("'a!b' and 'a?b' and 'a_b' would be one tag on AWS, 'a_b'.");

    [Fact]
    public async Task Names_that_are_somebody_elses_are_a_fault_of_the_spec() =>
        (await FaultsOf(new(StringComparer.Ordinal) { ["Name"] = "mine", ["AWS:x"] = "1", ["name"] = "2" })).Should().BeEquivalentTo(
            "'Name' is the name that the console shows, which this library gives.", "'AWS:x' is AWS's own, as is all that begins with aws:.");

    [Theory]
    [InlineData(42, false)]
    [InlineData(43, true)]
    public async Task More_tags_than_there_is_room_for_are_a_fault_of_the_spec(int count, bool isFault) =>
        (await FaultsOf(Enumerable.Range(0, count).ToDictionary(i => $"tag {i}", _ => "x", StringComparer.Ordinal))).Should().HaveCount(isFault ? 1 : 0)
            .And.OnlyContain(problem => problem == "there are 43, and on AWS there is room for 42 beside the marks of this library.");

    private static async Task<IEnumerable<string>> FaultsOf(Dictionary<string, string> tags)
    {
        // Nobody answers there, so that a spec without a fault of its own is not made either.
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.Configure(options => options.AllowVolatileStore = true)
            .UseAws(options => (options.Region, options.EndpointUrl, options.Credentials) = ("eu-central-1", new Uri("http://127.0.0.1:9"), new Amazon.Runtime.BasicAWSCredentials("testing", "testing"))));
        EnvironmentSpec spec = new("shop", "team-a")
        {
            Tags = tags,
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb), new DatabaseSpec("events", DatabaseType.DynamoDb)],
        };

        InvalidEnvironmentSpecException refused = (await FluentActions.Awaiting(() => manager.ProvisionAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;
        return refused.Faults.Where(fault => fault.Path == "tags").Select(fault => fault.Problem);
    }
}
