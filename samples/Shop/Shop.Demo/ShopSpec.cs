using Lumina.Environments;

namespace Shop.Demo;

/// <summary>The shop's environment: what a team would keep beside its tests.</summary>
internal static class ShopSpec
{
    // snippet: shop-spec
    public static EnvironmentSpec Create() => new("shop", owner: "shop-team")
    {
        Lifetime = TimeSpan.FromHours(1),
        Databases =
        [
            new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles("db/schema.sql", "db/orders.sql") },
            new DatabaseSpec("cache", DatabaseType.Redis),
        ],
        Services =
        [
            new ServiceSpec("api", ServiceSource.Project("Shop.Api"))
            {
                Endpoints = [EndpointSpec.Http()],
                Settings =
                {
                    ["ConnectionStrings__orders"] = Reference.ConnectionString("orders"),
                    ["ConnectionStrings__cache"] = Reference.ConnectionString("cache"),
                },
                HealthCheck = HealthCheckSpec.Http("/health"),
            },
        ],
    };
    // end snippet
}
