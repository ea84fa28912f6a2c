using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Recovery")]
public sealed class ProviderRecordTests
{
    private const string Text = "a record with everything in it";

    private readonly InMemoryEnvironmentStore _store = new();
    private readonly ScriptedProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task What_a_provider_keeps_is_found_by_another_process_as_it_was_kept_last()
    {
        await using EnvironmentManager here = Create();
        await using EnvironmentManager there = Create();
        List<string?> found = [];
        _services.OnProvision = (context, token) => KeepAsync(context, $"first {Text}", found, token);
        _services.OnStop = (context, token) => KeepAsync(context, $"second {Text}", found, token);
        _services.OnStart = (context, token) => KeepAsync(context, null, found, token);
        _services.OnDestroy = (context, token) => KeepAsync(context, $"last {Text}", found, token);

        EnvironmentSnapshot made = await here.ProvisionAsync(Graph.Of("a")).Soon();
        await there.StopAsync(made.Id).Soon();
        await here.StartAsync(made.Id).Soon();
        await there.TerminateAsync(made.Id).Soon();

        found.Should().Equal(null, $"first {Text}", $"second {Text}", null);
        (await _store.ReadSecretsAsync(made.Id, CancellationToken.None)).Should().BeEmpty();
        (await here.EventsAsync(made.Id)).OfType<ProviderRecordKept>().Should().HaveCount(4).And.OnlyContain(kept => kept.Actor == "lumina/scripted" && kept.Component == made.Components[0].Name);
    }

    [Fact]
    public async Task Each_provider_has_its_own_and_a_record_is_not_looked_for_in_texts()
    {
        ScriptedProvider<DatabaseSpec> databases = new("databases") { OnProvision = (context, token) => context.Record!.KeepAsync(new Secret(Text), token).AsTask() };
        await using EnvironmentManager here = Create(databases);
        await using EnvironmentManager there = Create(databases);
        string? others = "never asked";
        _services.OnStop = (context, token) =>
        {
            others = context.Record!.Find()?.Reveal();
            throw new ProviderException($"it failed on {Text}");
        };
        EnvironmentSnapshot made = await here.ProvisionAsync(new EnvironmentSpec("shop", "payments")
        {
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
            Services = [new ServiceSpec("api", ServiceSource.Command("api"))],
        }).Soon();

        await FluentActions.Awaiting(() => there.StopAsync(made.Id).Soon()).Should().ThrowAsync<EnvironmentException>().WithMessage($"*it failed on {Text}*", "what is secret in a record is known by itself, and the rest makes texts worthless");

        others.Should().BeNull();
    }

    private EnvironmentManager Create(ScriptedProvider<DatabaseSpec> databases) => EnvironmentManager.Create(environments => environments.UseStore(_store).AddProvider(_services).AddProvider(databases));

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.UseStore(_store).AddProvider(_services));

    private static async Task KeepAsync(ComponentContext context, string? text, List<string?> found, CancellationToken cancellationToken)
    {
        found.Add(context.Record!.Find()?.Reveal());
        await context.Record.KeepAsync(text is null ? null : new Secret(text), cancellationToken);
    }
}
