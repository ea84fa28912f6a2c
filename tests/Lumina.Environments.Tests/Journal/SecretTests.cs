using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Execution;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Lumina.Environments.Tests.Journal;

[Trait("Category", "Creation")]
public sealed class SecretTests
{
    private const string Planted = "p4ss/w+rd&\"ü \\hunter2";

    private readonly FakeLogCollector _logs = new();
    private readonly ConcurrentQueue<string> _passwords = new();

    /// <summary>Each is a way in which a driver or platform may show a secret in an error.</summary>
    public static TheoryData<string> Forms =>
        ["as it is", "in a URL", "in a URL in lower case", "in a form", "in JSON", "in base64", "in basic authorization", "in the middle of base64"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task No_secret_is_in_an_exception_event_or_log_in_any_form(string form)
    {
        ScriptedProvider<ServiceSpec> services = new() { OnProvision = (context, _) => FailWith(context.Settings["API_KEY"], context, form) };
        services.OnDestroy = (context, _) => FailWith(Planted, context, form);
        await using EnvironmentManager manager = Create(services);

        Func<Task> provision = () => manager.ProvisionAsync(WithSecret(new Secret(Planted))).Soon();

        EnvironmentException error = (await provision.Should().ThrowAsync<EnvironmentException>()).Which;
        await ShowsNothingAsync(manager, error, Show(Planted, form), Planted);
        error.Message.Should().Contain("***", $"the secret was there {form}");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task No_generated_password_is_in_an_exception_event_or_log_in_any_form(string form)
    {
        ScriptedProvider<DatabaseSpec> databases = new()
        {
            OnProvision = (context, _) => FailWith(context.Credentials[DatabaseSpec.PasswordCredential].Reveal(), context, form),
        };
        await using EnvironmentManager manager = Create(databases);

        Func<Task> provision = () => manager.ProvisionAsync(new EnvironmentSpec("data", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] }).Soon();

        EnvironmentException error = (await provision.Should().ThrowAsync<EnvironmentException>()).Which;
        _passwords.TryPeek(out string? password).Should().BeTrue();
        await ShowsNothingAsync(manager, error, Show(password!, form), password!);
        error.Message.Should().Contain("***", $"the password was there {form}");
    }

    [Theory]
    [InlineData("a-token-that-nobody-may-read\n", "a-token-that-nobody-may-read")]
    [InlineData("  a-token-that-nobody-may-read\r\n", "a-token-that-nobody-may-read")]
    [InlineData("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\r\n  c2Vjb25kIGxpbmU=\n-----END KEY-----", "MIIEvQIBADANBgkqhkiG")]
    [InlineData("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\r\n  c2Vjb25kIGxpbmU=\n-----END KEY-----", "c2Vjb25kIGxpbmU=")]
    public async Task A_secret_is_in_no_text_without_the_space_around_it_or_line_by_line(string secret, string written)
    {
        InMemoryPlatform platform = new() { Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Service("api"), Call = InMemoryCall.Provision, Error = $"cannot log in with {written}" }) };
        InMemoryEnvironmentStore store = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform).UseStore(store));

        Func<Task> provisioning = () => manager.ProvisionAsync(new EnvironmentSpec("shop", "payments") { Services = [new ServiceSpec("api", ServiceSource.Command("api")) { Settings = { ["KEY"] = new Secret(secret) } }] });

        EnvironmentException error = (await provisioning.Should().ThrowAsync<EnvironmentException>()).Which;
        error.ToString().Should().Contain("cannot log in with ***").And.NotContain(written);
        (await manager.ReadEventsAsync(error.EnvironmentId!.Value).OfType<StepFailed>().SingleAsync()).Error.Should().Be("cannot log in with ***");
    }

    [Fact]
    public async Task A_secret_that_a_provider_gave_out_is_not_in_what_it_says_later()
    {
        ScriptedProvider<ServiceSpec> services = new()
        {
            Outputs = _ => ComponentOutputs.Empty.With("token", new Secret(Planted)),
            OnStop = (_, _) => throw new ProviderException($"cannot stop with token {Planted}"),
        };
        await using EnvironmentManager manager = Create(services);
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a")).Soon();

        Func<Task> stop = () => manager.StopAsync(environment.Id).Soon();

        EnvironmentException error = (await stop.Should().ThrowAsync<EnvironmentException>()).Which;
        await ShowsNothingAsync(manager, error, Planted, Planted);
    }

    [Fact]
    public async Task The_secrets_of_a_source_of_data_and_the_password_in_its_connection_string_are_in_no_text()
    {
        const string Connection = "Host=production;Username=reader;Password=\"hunter;2 is it\"";
        ScriptedProvider<DataSpec> data = new() { OnProvision = (context, _) => FailWith(context, "refused hunter;2 is it at host production") };
        await using EnvironmentManager manager = Create(data, environments => environments.AddProvider(new ScriptedProvider<DatabaseSpec>()));
        EnvironmentSpec spec = new("copy", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = new TestData(new Copy(new Secret(Connection))) }] };

        Func<Task> provision = () => manager.ProvisionAsync(spec).Soon();

        EnvironmentException error = (await provision.Should().ThrowAsync<EnvironmentException>()).Which;
        await ShowsNothingAsync(manager, error, Connection, "hunter;2 is it");
        error.Message.Should().Contain("refused *** at host production");
    }

    [Fact]
    public async Task A_secret_of_a_source_that_is_too_short_to_be_found_in_a_text_is_a_fault()
    {
        await using EnvironmentManager manager = Create(new ScriptedProvider<DataSpec>(), environments => environments.AddProvider(new ScriptedProvider<DatabaseSpec>()));
        EnvironmentSpec spec = new("copy", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = new TestData(new Copy(new Secret("short"))) }] };

        Func<Task> provision = () => manager.ProvisionAsync(spec).Soon();

        (await provision.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle(fault => fault.Path.EndsWith(".secrets") && fault.Problem == "The secret has 5 characters.");
    }

    [Theory]
    [InlineData("Host=db;Password=hunter22;Pooling=false")]
    [InlineData("Server=db;Pwd='hunter22'")]
    [InlineData("db:6379,password=hunter22,ssl=true")]
    [InlineData("redis://:hunter22@db:6379/0")]
    public void The_password_within_a_connection_string_is_found(string connectionString)
    {
        SecretRedactor redactor = new();
        redactor.Add(connectionString);
        redactor.Redact("it was hunter22").Should().Be("it was ***");
    }

    [Fact]
    public async Task What_a_provider_hides_for_a_while_is_in_no_error_meanwhile()
    {
        Renting rentals = new(context => context.HideSecret(new Secret(Planted)));
        await using EnvironmentManager manager = Create(rentals);
        EnvironmentSnapshot environment = await manager.ProvisionAsync(new EnvironmentSpec("data", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] }).Soon();
        Func<Task> rent = () => manager.RentDatabaseAsync(environment.Id, "orders").Soon();

        (await rent.Should().ThrowAsync<EnvironmentException>()).Which.ToString().Should().Contain("cannot start it with ***").And.NotContain(Planted);

        rentals.Hidden!.Dispose();
        rentals.Hidden.Dispose();
        rentals.Hide = _ => null;
        (await rent.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain(Planted, "nobody hides it any more");
    }

    [Fact]
    public async Task A_secret_is_not_in_what_a_provider_records_or_scopes()
    {
        ScriptedProvider<ServiceSpec> services = new()
        {
            OnProvision = async (context, cancellationToken) =>
            {
                string key = context.Settings["API_KEY"];
                await context.RecordResourceAsync(
                    new ComponentResource("vm", $"n-{key}", $"i-{key}") { Status = key, Configuration = new Dictionary<string, string> { ["userData"] = $"export KEY={key}" } }, cancellationToken);
                using (context.Logger.BeginScope(new Dictionary<string, object> { ["key"] = key }))
                using (context.Logger.BeginScope("key {Key}", key))
                {
                    context.Logger.LogInformation("fine");
                }
            },
        };
        await using EnvironmentManager manager = Create(services);

        EnvironmentSnapshot environment = await manager.ProvisionAsync(WithSecret(new Secret(Planted))).Soon();

        Texts(await manager.EventsAsync(environment.Id)).Should().NotContain(Planted);
        environment.Components[0].Resources[0].Configuration["userData"].Should().Be("export KEY=***");
        _logs.GetSnapshot().SelectMany(record => record.Scopes).Select(Text).Should().NotContain(text => text.Contains(Planted, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_service_gets_its_secret_and_the_journal_only_its_name()
    {
        string? given = null;
        ScriptedProvider<ServiceSpec> services = new()
        {
            OnProvision = (context, _) =>
            {
                given = context.Settings["API_KEY"];
                return Task.CompletedTask;
            },
        };
        await using EnvironmentManager manager = Create(services);

        EnvironmentSnapshot environment = await manager.ProvisionAsync(WithSecret(new Secret(Planted))).Soon();

        given.Should().Be(Planted);
        environment.Spec.Services[0].Settings["API_KEY"].Secret!.Source.Should().Be("stored:service/a:settings.API_KEY");
        Texts(await manager.EventsAsync(environment.Id)).Should().NotContain(Planted);
    }

    [Fact]
    public async Task Secrets_are_gone_from_the_store_when_their_environment_is_terminated()
    {
        InMemoryEnvironmentStore store = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(new ScriptedProvider<ServiceSpec>()).UseStore(store));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(WithSecret(new Secret(Planted))).Soon();
        (await store.ReadSecretsAsync(environment.Id, CancellationToken.None)).Should().ContainKey("service/a:settings.API_KEY");

        await manager.TerminateAsync(environment.Id).Soon();

        (await store.ReadSecretsAsync(environment.Id, CancellationToken.None)).Should().BeEmpty();
    }

    private static EnvironmentSpec WithSecret(Secret secret) => new("keys", "payments")
    {
        Services = [new ServiceSpec("a", ServiceSource.Command("a")) { Settings = { ["API_KEY"] = secret } }],
    };

    private static string Show(string secret, string form) => form switch
    {
        "as it is" => $"Host=db;Password={secret};Pooling=false",
        "in a URL" => $"https://user:{Uri.EscapeDataString(secret)}@db/",
        "in a URL in lower case" => $"https://user:{Uri.EscapeDataString(secret).Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%2B", "%2b", StringComparison.Ordinal).Replace("%5C", "%5c", StringComparison.Ordinal).Replace("%C3%BC", "%c3%bc", StringComparison.Ordinal)}@db/",
        "in a form" => $"user=admin&password={System.Net.WebUtility.UrlEncode(secret)}",
        "in JSON" => JsonSerializer.Serialize(new { password = secret }),
        "in base64" => $"secret: {Base64(secret)}",
        "in basic authorization" => $"Authorization: Basic {Base64($"user:{secret}")}",
        "in the middle of base64" => $"Basic {Base64($"admin:{secret}@db:5432/orders")}",
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Texts(IEnumerable<EnvironmentEvent> events) => string.Join('\n', events.Select(Text));

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable<KeyValuePair<string, object>> values => string.Join(';', values.Select(pair => $"{pair.Key}={pair.Value}")),
        ResourceRecorded recorded => $"{recorded} {string.Join(';', recorded.Resource.Configuration)}",
        _ => value.ToString() ?? "",
    };

    private static Task FailWith(ComponentContext context, string shown)
    {
        context.Logger.LogError("platform said {Error}", shown);
        throw new ProviderException(shown, new InvalidOperationException(shown)) { LastLogLines = [shown] };
    }

    private Task FailWith(string secret, ComponentContext context, string form)
    {
        _passwords.Enqueue(secret);
        return FailWith(context, Show(secret, form));
    }

    private async Task ShowsNothingAsync(EnvironmentManager manager, EnvironmentException error, params string[] hidden)
    {
        string everything = string.Join(
            '\n',
            error.ToString(),
            string.Join('\n', error.Failures.SelectMany(failure => failure.LastLogLines.Append(failure.Error))),
            Texts(await manager.EventsAsync(error.EnvironmentId!.Value)),
            (await manager.FindAsync(error.EnvironmentId.Value))!.Error,
            string.Join('\n', _logs.GetSnapshot().Select(record => $"{record.Message} {Text(record.State)} {record.Exception}")));
        foreach (string secret in hidden)
        {
            everything.Should().NotContain(secret);
        }
    }

    [Fact]
    public async Task What_holds_a_secret_is_one_whatever_its_provider_says()
    {
        await using EnvironmentManager manager = Create(new Telling());

        await using TestEnvironment environment = await manager.OpenAsync(new EnvironmentSpec("shop", "tests") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] }).Soon();

        ComponentOutputs outputs = environment.Snapshot.Find(ComponentName.Database("orders"))!.Outputs;
        string password = environment.ConnectionString("orders")["Password=".Length..];
        password.Should().HaveLength(24);
        outputs.Select(output => (output.Name, output.IsSecret)).Should().BeEquivalentTo([(OutputNames.ConnectionString, true), ("kind", false)]);
        string everything = $"{Texts(await manager.EventsAsync(environment.Id))}\n{environment.Snapshot}\n{string.Join('\n', outputs)}";
        everything.Should().Contain("postgresql").And.NotContain(password);
    }

    private EnvironmentManager Create<TSpec>(IComponentProvider<TSpec> provider, Action<EnvironmentsBuilder>? more = null)
        where TSpec : ComponentSpec => EnvironmentManager.Create(environments =>
    {
        environments.AddProvider(provider).UseLoggerFactory(new LoggerFactory([new FakeLoggerProvider(_logs)]));
        more?.Invoke(environments);
    });

    private sealed record Copy(Secret Source) : CodeSource
    {
        public override string Kind => "copy";

        public override IEnumerable<Secret> Secrets => [Source];

        public override Task FillAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Telling : IDatabaseProvisioner
    {
        public string Name => "telling";

        public string? WhyNot(DatabaseSpec spec) => null;

        public ComponentPlacement Place(DatabaseSpec spec) => new();

        public ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ComponentOutputs.Empty.With("kind", "postgresql").With(OutputNames.ConnectionString, $"Password={context.Credentials[DatabaseSpec.PasswordCredential].Reveal()}"));

        public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(ComponentPresence.Absent);

        public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();
    }

    private sealed class Renting(Func<ComponentContext, IDisposable?> hide) : IDatabaseProvisioner, IRentalProvider
    {
        public IDisposable? Hidden { get; private set; }

        public Func<ComponentContext, IDisposable?> Hide { get; set; } = hide;

        public string Name => "renting";

        public string? WhyNot(DatabaseSpec spec) => null;

        public ComponentPlacement Place(DatabaseSpec spec) => new();

        public ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(ComponentOutputs.Empty);

        public ValueTask<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
        {
            Hidden = Hide(context) ?? Hidden;
            throw new ProviderException($"cannot start it with {Planted}", new InvalidOperationException(Planted));
        }

        public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(ComponentPresence.Absent);

        public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();
    }
}
