namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class SpecUse
{
    public static ServiceSpec Settings()
    {
        // snippet: settings
        ServiceSpec api = new("api", ServiceSource.Project("src/Shop.Api"))
        {
            Settings =
            {
                ["ConnectionStrings__orders"] = Reference.ConnectionString("orders"), // the whole value
                ["CATALOG"] = SettingValue.Parse("${service/catalog:http}/v1"), // within a text
                ["API_KEY"] = Secret.FromEnvironmentVariable("SHOP_API_KEY"), // its name is recorded, its value is not
                ["MODE"] = "test",
            },
        };
        // end snippet
        return api;
    }

    public static ServiceSpec[] Runs()
    {
        // snippet: runs
        ServiceSpec migrations = new("migrations", ServiceSource.Project("src/Shop.Migrations"))
        {
            Run = ServiceRun.Once, // ready when it has ended with exit code 0; another end is its failure
            Settings = { ["ConnectionStrings__orders"] = Reference.ConnectionString("orders") },
        };
        ServiceSpec api = new("api", ServiceSource.Project("src/Shop.Api")) { DependsOn = [migrations.ComponentName] };
        ServiceSpec cleaner = new("cleaner", ServiceSource.Image("registry/cleaner:1")) { Run = ServiceRun.At("0 3 * * *") }; // UTC
        // end snippet
        return [migrations, api, cleaner];
    }

    public static EnvironmentSpec[] Parts(EnvironmentSpec spec)
    {
        // snippet: parts
        EnvironmentSpec databasesOnly = spec.Only("orders"); // with all that it needs
        EnvironmentSpec withoutUi = spec.Without("ui");
        EnvironmentSpec debugged = spec.WithExternalService("api", new Uri("http://localhost:5000")); // one that runs already
        EnvironmentSpec shared = spec.WithExistingDatabase("orders", Secret.FromEnvironmentVariable("ORDERS")); // nothing is put into it, and it is never destroyed
        EnvironmentSpec faked = spec.WithService(new ServiceSpec("api", ServiceSource.Command("fake-api")) { Endpoints = [EndpointSpec.Http()] });
        // end snippet
        return [databasesOnly, withoutUi, debugged, shared, faked];
    }

    public static EnvironmentSpec Times(EnvironmentSpec spec)
    {
        // snippet: times
        EnvironmentSpec patient = spec with
        {
            Lifetime = TimeSpan.FromHours(8), // 4 hours unless it is said; EnvironmentSpec.Unlimited for ever
            Timeout = TimeSpan.FromMinutes(20), // all of provisioning
            OnFailure = FailurePolicy.Keep, // for a look, until it expires; rolled back unless it is said
            OnInterruption = InterruptionPolicy.Resume, // by another process, where this one dies meanwhile
        };
        // end snippet
        return patient;
    }
}
