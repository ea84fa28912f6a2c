using System.Reactive.Linq;
using Microsoft.Extensions.Configuration;

namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class ManagerUse
{
    public static async Task<IConfiguration> LiveAsync(EnvironmentManager manager, EnvironmentSpec spec)
    {
        // snippet: verbs
        EnvironmentPlan plan = await manager.PlanAsync(spec); // makes nothing (providers may ask their platform whether they could); ToString() is a table of steps, time and cost
        EnvironmentSnapshot made = await manager.ProvisionAsync(spec); // stays until somebody terminates it or it expires
        await using TestEnvironment environment = await manager.AttachAsync(made.Id); // a handle; only the one of OpenAsync ends its environment

        Uri api = environment.Endpoint("api");
        string orders = environment.ConnectionString("orders");
        IConfiguration configuration = environment.AddTo(new ConfigurationBuilder()).Build(); // ConnectionStrings:orders, services:api:http:0

        await manager.StopAsync(made.Id); // data is kept
        await manager.StartAsync(made.Id);
        await manager.RestartAsync(made.Id, ComponentName.Service("api"));
        await manager.ScaleAsync(made.Id, ComponentName.Service("api"), 3); // three replicas from now on
        await manager.PauseAsync(made.Id, ComponentName.Service("api")); // it answers nobody
        await manager.UnpauseAsync(made.Id, ComponentName.Service("api"));
        await manager.ResetAsync(made.Id); // every database as it was seeded; see data.md
        await manager.ExtendAsync(made.Id, TimeSpan.FromHours(2));
        await manager.TerminateAsync(made.Id); // also from another process; twice does no harm
        // end snippet
        Console.WriteLine($"{plan} {api} {orders}");
        return configuration;
    }

    public static async Task PreviewAsync(EnvironmentManager manager, EnvironmentSpec spec)
    {
        // snippet: preview
        EnvironmentPreview preview = await manager.PreviewAsync(spec);
        foreach (PlannedResource resource in preview.Resources)
        {
            Console.WriteLine(resource); // infrastructure: Create aws_instance 'aws_instance.…': 0.0425/h, or what of it has no price
        }

        Console.WriteLine($"{preview.Cost.Hourly:0.000} {preview.Cost.Currency} an hour; without a price: {string.Join(", ", preview.Cost.Unknown)}");
        // end snippet
    }

    public static async Task CompareAsync(EnvironmentManager manager, EnvironmentId id)
    {
        // snippet: drift
        DriftReport report = await manager.DetectDriftAsync(id);
        foreach (ResourceDrift drift in report.Drifts)
        {
            Console.WriteLine($"{drift.Component}: {drift.Type} '{drift.Name}' {drift.Kind}"); // service/api: Deployment 'api' Changed
            foreach (DriftChange change in drift.Changes)
            {
                Console.WriteLine($"  {change.Path}: {change.Expected} -> {change.Actual}"); // spec.replicas: 2 -> 5
            }
        }
        // end snippet
    }

    public static async Task ReadAsync(EnvironmentManager manager, EnvironmentId id)
    {
        // snippet: find-and-read
        EnvironmentQuery query = new() { Owner = "payments", Active = true, MaximumCount = 50 };
        await foreach (EnvironmentSnapshot found in manager.QueryAsync(query))
        {
            Console.WriteLine($"{found.Name} ({found.Id}): {found.Status}, expires {found.ExpiresAt:u}");
        }

        await foreach (EnvironmentEvent happened in manager.ReadEventsAsync(id, follow: true)) // to the environment's end
        {
            Console.WriteLine($"{happened.Time:u} {happened.Actor}: {happened.GetType().Name}");
        }

        await foreach (string line in manager.ReadLogsAsync(id, ComponentName.Service("api"), tail: 20))
        {
            Console.WriteLine(line);
        }

        using IDisposable subscription = manager.Events.OfType<ComponentProvisioned>().Subscribe(provisioned => Console.WriteLine(provisioned.Component));
        // end snippet
    }

    public static IEnvironmentManager OnBehalf(EnvironmentManager manager)
    {
        // snippet: for-owner
        IEnvironmentManager payments = manager.ForOwner("payments"); // sees and touches nothing of others; its events say who acted
        // end snippet
        return payments;
    }

    public static EnvironmentSpec[] Specs(IConfiguration configuration)
    {
        // snippet: specs
        EnvironmentSpec fromFile = EnvironmentSpec.FromFile("environment.json");
        EnvironmentSpec fromSection = EnvironmentSpec.FromConfiguration(configuration.GetSection("Environment"));
        // end snippet
        return [fromFile, fromSection];
    }
}
