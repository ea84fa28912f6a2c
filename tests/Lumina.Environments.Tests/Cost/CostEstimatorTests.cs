namespace Lumina.Environments.Tests.Cost;

[Trait("Category", "Cost")]
public sealed class CostEstimatorTests
{
    private static readonly ComponentLocation Virginia = new() { Region = "us-east-1" };

    private readonly CostEstimator _estimator = new([PriceTable.Default]);

    [Theory]
    [InlineData("in-memory")]
    public void What_this_machine_gives_is_free_and_nothing_of_it_is_unknown(string provider)
    {
        CostEstimate estimate = _estimator.Estimate(
        [
            (new DatabaseSpec("orders", DatabaseType.PostgreSql), provider, ComponentLocation.Only),
            (new ServiceSpec("api") { Replicas = 3 }, provider, ComponentLocation.Only),
            (new InfrastructureSpec { InstanceCount = 2, LoadBalancer = new LoadBalancerSpec() }, provider, ComponentLocation.Only),
            (new MonitoringSpec(), provider, ComponentLocation.Only),
        ]);

        estimate.Should().BeEquivalentTo(new CostEstimate(0, "USD", []));
    }

    [Fact]
    public void Machines_databases_storage_and_gateways_add_up_by_the_hour()
    {
        CostEstimate estimate = _estimator.Estimate(
        [
            (new InfrastructureSpec { InstanceType = "t3.medium", InstanceCount = 2 }, "aws", Virginia),
            (new DatabaseSpec("orders", DatabaseType.PostgreSql) { InstanceClass = "db.t3.micro", StorageGib = 20, MultiAz = true }, "aws", Virginia),
            (new DatabaseSpec("cache", DatabaseType.Redis) { InstanceClass = "cache.t3.micro" }, "aws", Virginia),
            (new NetworkSpec { NatGateway = true }, "aws", Virginia),
        ]);

        estimate.Hourly.Should().Be((2 * 0.0416m) + (2 * 0.018m) + (2 * 20 * (0.115m / 730)) + 0.017m + 0.045m + 0.005m);
        estimate.Unknown.Should().Equal("infrastructure (volume)", "network (nat-gateway traffic)");
    }

    [Fact]
    public void What_has_no_price_is_named_and_never_free()
    {
        CostEstimate estimate = _estimator.Estimate(
        [
            (new InfrastructureSpec { InstanceCount = 1, Resources = [new ResourceSpec("assets", ResourceType.S3)] }, "aws", Virginia),
            (new DatabaseSpec("orders", DatabaseType.MongoDb) { InstanceClass = "db.t3.micro", StorageGib = 20 }, "aws", Virginia),
            (new ServiceSpec("api") { Replicas = 2 }, "aws", Virginia),
        ]);

        estimate.ToString().Should().Be(
            "0 USD/h and unknown: infrastructure (instance), infrastructure (volume), infrastructure (s3 assets), "
            + "database/orders (mongodb db.t3.micro), database/orders (20 GiB mongodb storage), service/api (2 × service api)");
    }

    [Theory]
    [InlineData("ap-southeast-2")]
    [InlineData(null)]
    public void A_price_of_one_region_is_none_of_another(string? region)
    {
        CostEstimate estimate = _estimator.Estimate([(new DatabaseSpec("cache", DatabaseType.Redis) { InstanceClass = "cache.t3.micro" }, "aws", new ComponentLocation { Region = region })]);

        estimate.Hourly.Should().Be(0);
        estimate.Unknown.Should().Equal("database/cache (redis cache.t3.micro)");
    }

    [Fact]
    public void What_exists_already_costs_this_environment_nothing()
    {
        CostEstimate estimate = _estimator.Estimate(
        [
            (new DatabaseSpec("orders", DatabaseType.PostgreSql) { Existing = new Secret("Host=elsewhere;Password=12345678") }, "aws", Virginia),
            (new ServiceSpec("api", ServiceSource.External(new Uri("https://api.example.com"))), "aws", Virginia),
        ]);

        estimate.Should().BeEquivalentTo(new CostEstimate(0, "USD", []));
    }

    [Fact]
    public void A_table_of_ones_own_goes_before_the_librarys_wherever_it_is_registered()
    {
        PriceTable own = new([Row("redis", "cache.t3.micro", 0.01m)]);
        (ComponentSpec, string, ComponentLocation)[] cache = [(new DatabaseSpec("cache", DatabaseType.Redis) { InstanceClass = "cache.t3.micro" }, "aws", Virginia)];

        new CostEstimator([PriceTable.Default, own]).Estimate(cache).Hourly.Should().Be(0.01m);
        new CostEstimator([own, PriceTable.Default]).Estimate(cache).Hourly.Should().Be(0.01m);
    }

    [Fact]
    public void A_price_for_every_kind_of_thing_is_none_of_a_gibibyte()
    {
        PriceTable own = new([Row("any", "any", 0.02m) with { Provider = "docker", Kind = null, Sku = null, Region = Price.Everywhere }]);

        CostEstimate estimate = new CostEstimator([own]).Estimate([(new DatabaseSpec("orders", DatabaseType.PostgreSql) { StorageGib = 20 }, "docker", ComponentLocation.Only)]);

        estimate.Hourly.Should().Be(0.02m);
        estimate.Unknown.Should().ContainSingle().Which.Should().Contain("20 GiB postgresql storage");
    }

    [Fact]
    public void Prices_in_two_currencies_are_a_fault_and_not_a_sum()
    {
        PriceTable own = new([Row("redis", "cache.t3.micro", 0.01m) with { Currency = "EUR" }]);

        Action estimating = () => new CostEstimator([own, PriceTable.Default]).Estimate(
        [
            (new ServiceSpec("free"), "in-memory", ComponentLocation.Only),
            (new DatabaseSpec("cache", DatabaseType.Redis) { InstanceClass = "cache.t3.micro" }, "aws", Virginia),
            (new DatabaseSpec("orders", DatabaseType.PostgreSql) { InstanceClass = "db.t3.micro" }, "aws", Virginia),
        ]);

        estimating.Should().Throw<MixedCurrenciesException>().WithMessage(
            "Prices in EUR (aws redis cache.t3.micro, our contract) and in USD (aws postgresql db.t3.micro, https://aws.amazon.com/rds/postgresql/pricing/) cannot be added.*");
    }

    [Fact]
    public void Every_row_of_the_librarys_table_says_where_it_is_from_and_when_and_no_row_hides_another()
    {
        PriceTable.Default.Prices.Should().OnlyContain(price => price.Source.Length > 0 && price.Region.Length > 0 && price.Date >= new DateOnly(2025, 1, 1) && price.Currency == "USD");
        PriceTable.Default.Prices.Select(price => (price.Provider, price.Kind, price.Sku, price.Region, price.Unit)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_negative_price_is_refused()
    {
        Action making = () => _ = new PriceTable([Row("redis", "cache.t3.micro", -1)]);

        making.Should().Throw<ArgumentException>().WithMessage("A price is 0 or more; the one of 'aws redis cache.t3.micro' is -1.*");
    }

    private static Price Row(string kind, string sku, decimal amount) =>
        new() { Provider = "aws", Kind = kind, Sku = sku, Region = "us-east-1", Amount = amount, Source = "our contract", Date = new DateOnly(2026, 1, 1) };
}
