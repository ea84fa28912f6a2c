namespace Lumina.Environments.Simulation;

/// <summary>Small environments of every shape.</summary>
internal static class Specs
{
    private const int MostComponents = 5;

    public static EnvironmentSpec Choose(SeededScheduler scheduler)
    {
        int databases = 1 + scheduler.Next(2);
        int services = scheduler.Next(MostComponents - 1);
        return new EnvironmentSpec($"env-{scheduler.Next(1_000)}", "payments")
        {
            OnFailure = scheduler.Next(4) == 0 ? FailurePolicy.Keep : FailurePolicy.RollBack,
            OnInterruption = scheduler.Next(2) == 0 ? InterruptionPolicy.Resume : InterruptionPolicy.RollBack,
            Lifetime = TimeSpan.FromMinutes(31 + scheduler.Next(100)),
            Databases = [.. Enumerable.Range(0, databases).Select(i => new DatabaseSpec($"db{i}", DatabaseType.PostgreSql))],
            Services = [.. Enumerable.Range(0, services).Select(i => Service(scheduler, i, databases))],
        };
    }

    private static ServiceSpec Service(SeededScheduler scheduler, int number, int databases) => new($"s{number}", ServiceSource.Command("run"))
    {
        Endpoints = [EndpointSpec.Http()],
        DependsOn = [.. Enumerable.Range(0, number).Where(_ => scheduler.Next(3) == 0).Select(i => ComponentName.Service($"s{i}"))],
        Settings = { ["ConnectionStrings__db"] = Reference.ConnectionString($"db{scheduler.Next(databases)}") },
    };
}
