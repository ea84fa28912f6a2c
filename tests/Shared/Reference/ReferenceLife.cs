namespace Lumina.Environments.Tests.Reference;

/// <summary>The environment of <c>samples/platform/environment.json</c>, unchanged, from its beginning to its end.</summary>
internal static class ReferenceLife
{
    /// <param name="manager">Whose platform it runs on.</param>
    /// <param name="file">Where the file is.</param>
    /// <param name="look">Looks at it while it is up.</param>
    /// <returns>All that happened.</returns>
    public static async Task<IReadOnlyList<EnvironmentEvent>> RunAsync(EnvironmentManager manager, string file, Func<TestEnvironment, Task>? look = null)
    {
        TestEnvironment environment = await manager.OpenAsync(EnvironmentSpec.FromFile(file));
        await using (environment)
        {
            environment.Status.Should().Be(EnvironmentStatus.Ready);
            (await environment.CheckHealthAsync()).Verdict.Should().Be(HealthVerdict.Healthy);
            if (look is not null)
            {
                await look(environment);
            }

            (await manager.StopAsync(environment.Id)).Status.Should().Be(EnvironmentStatus.Stopped);
            (await manager.StartAsync(environment.Id)).Status.Should().Be(EnvironmentStatus.Running);
        }

        return await manager.ReadEventsAsync(environment.Id).ToListAsync();
    }

    /// <summary>It happened in the order in which it does in memory, as far as dependencies say it. What the platform can't stop stays up.</summary>
    public static async Task ShouldBeAsInMemoryAsync(IReadOnlyList<EnvironmentEvent> events, string file, params ComponentName[] alwaysUp)
    {
        await using EnvironmentManager memory = EnvironmentManager.Create(environments => environments.UseInMemory());
        events.OfType<EnvironmentStopped>().Single().StillUp.Should().BeEquivalentTo(alwaysUp);
        EventOrder.Of(events, alwaysUp).Should().BeEquivalentTo(EventOrder.Of(await RunAsync(memory, file), alwaysUp), options => options.WithStrictOrdering());
    }
}
