namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Data")]
public sealed class ConnectionLimitsTests
{
    [Theory]
    [InlineData(300, 32, 140, 35)]
    [InlineData(300, 1, 140, 140)]
    [InlineData(300, 1000, 140, 5)]
    [InlineData(100, 32, 40, 10)]
    [InlineData(10, 32, 4, 4)]
    [InlineData(1, 32, 1, 1)]
    public async Task They_follow_from_what_the_server_takes_and_from_how_many_may_be_rented(int server, int rentals, int ofDatabase, int ofRented)
    {
        ConnectionLimits limits = new(new DataOptions { MaximumRentedDatabases = rentals });
        (await limits.OfDatabaseAsync(() => Task.FromResult(server))).Should().Be(ofDatabase);
        (await limits.OfRentedAsync(() => throw new InvalidOperationException("It is asked once."))).Should().Be(ofRented);
    }
}
