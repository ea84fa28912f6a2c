namespace Lumina.Environments.Tests;

/// <summary>The specs that several tests start from.</summary>
internal static class Specs
{
    /// <summary>A database, a cache and an API that refers to both.</summary>
    public static EnvironmentSpec Shop(string name = "shop") => new(name, "payments")
    {
        Databases =
        [
            new DatabaseSpec("orders", DatabaseType.PostgreSql),
            new DatabaseSpec("cache", DatabaseType.Redis),
        ],
        Services =
        [
            new ServiceSpec("api", ServiceSource.Command("api"))
            {
                Endpoints = [EndpointSpec.Http()],
                Settings =
                {
                    ["ConnectionStrings__orders"] = Reference.ConnectionString("orders"),
                    ["CACHE_URL"] = Reference.DatabaseUrl("cache"),
                },
            },
            new ServiceSpec("ui", ServiceSource.Command("ui"))
            {
                Endpoints = [EndpointSpec.Http()],
                Settings = { ["API_URL"] = Reference.Endpoint("api") },
            },
        ],
    };
}
