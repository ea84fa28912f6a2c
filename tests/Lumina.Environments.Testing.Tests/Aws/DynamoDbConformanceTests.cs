using System.Text.Json;
using Amazon.Runtime;
using Lumina.Environments.Aws;
using Lumina.Environments.Moto;
using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lumina.Environments.Testing.Tests.Aws;

/// <summary>A component on AWS through the real terraform, on moto. Without stopping: a table runs on, whatever is stopped.</summary>
[Trait("Category", "Soak")]
public sealed class DynamoDbConformanceTests : ProviderConformance<DatabaseSpec>, IAsyncLifetime
{
    private readonly List<ServiceProvider> _services = [];
    private readonly HttpClient _client = new();
    private MotoPlatform? _moto;

    // Each call is a run of terraform, of seconds.
    protected override int Rounds => 2;

    protected override int Concurrency => 3;

    protected override TimeSpan Patience => TimeSpan.FromMinutes(4);

    /// <summary>What is there is known by its environment's tags; nothing is looked up by its name.</summary>
    protected override bool IsFoundByName => false;

    protected override IEnumerable<string> ReadablePlaces => [StateDirectory];

    private string Endpoint => Read()[0];

    private string StateDirectory => Read()[1];

    public ValueTask InitializeAsync()
    {
        MotoPlatform.Require();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider services in _services)
        {
            await services.DisposeAsync();
        }

        _client.Dispose();
        if (_moto is not null)
        {
            await _moto.DisposeAsync();
        }
    }

    protected override string MakePlatform()
    {
        _moto = MotoPlatform.StartAsync().GetAwaiter().GetResult();
        return JsonSerializer.Serialize(new[] { _moto.Endpoint, _moto.StateDirectory });
    }

    protected override IComponentProvider<DatabaseSpec> CreateProvider()
    {
        ServiceCollection services = new();
        services.AddSingleton(TimeProvider).AddSingleton(LoggerFactory);
        services.AddLuminaEnvironments().UseAws(options =>
        {
            options.Region = MotoPlatform.Region;
            options.EndpointUrl = new Uri(Endpoint);
            options.Credentials = new BasicAWSCredentials("testing", "testing");
            options.StateDirectory = StateDirectory;
            options.ProviderVersion = ProviderMirror.ProviderVersion;
            options.Terraform.PluginMirror = ProviderMirror.Location;
        });
        services.Replace(ServiceDescriptor.Singleton(TimeProvider)).Replace(ServiceDescriptor.Singleton(LoggerFactory));
        ServiceProvider built = services.BuildServiceProvider();
        lock (_services)
        {
            _services.Add(built);
        }

        return new AwsProvider<DatabaseSpec>(ComponentKinds.Database, built.GetRequiredService<AwsStacks>(), built.GetRequiredService<AwsStackServices>(), [new DynamoDbConfiguration()]);
    }

    protected override DatabaseSpec CreateSpec(string name) => new(name, DatabaseType.DynamoDb);

    protected override ComponentLocation Locate(DatabaseSpec spec) => new() { Account = MotoPlatform.Account, Region = MotoPlatform.Region };

    protected override async ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken) =>
        (await MotoPlatform.TablesAsync(_client, Endpoint, cancellationToken)).Count(name => name.StartsWith(context.ExternalName, StringComparison.Ordinal));

    private string[] Read() => JsonSerializer.Deserialize<string[]>(Platform)!;
}
