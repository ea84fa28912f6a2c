using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Makes Redis databases on this machine: a server for each, with a password of its own.</summary>
/// <remarks>
/// A server listens on the loopback interface only and ends with the manager; a guardian ends it if this process is killed. Stopping it keeps its data;
/// if it is killed, what came after the last stop is lost. A reset empties it.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class RedisProvider : IDatabaseProvisioner, IStoppableProvider<DatabaseSpec>, IResettableProvider<DatabaseSpec>, IPrerequisiteProvider<DatabaseSpec>, IExitProvider, ILogProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "local-redis";

    private const string DefaultUser = "default";
    private const string DefaultDatabase = "0";

    private readonly LocalOptions _options;
    private readonly RedisInstances _instances;

    internal RedisProvider(LocalHost host, RedisInstances instances) => (_options, _instances) = (host.Options, instances);

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    public string? WhyNot(DatabaseSpec spec) =>
        LocalDatabases.WhyNot(spec, DatabaseType.Redis, _options) ?? (spec.Schemas.Count > 0 ? "Redis has no schemas" : null);

    /// <inheritdoc />
    public ComponentPlacement Place(DatabaseSpec spec) => LocalDatabases.Place(spec, TimeSpan.FromMilliseconds(30), _options);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(DatabaseSpec spec, string baseDirectory, CancellationToken cancellationToken) =>
        await _instances.Programs.CheckAsync(spec, cancellationToken).ConfigureAwait(false) is { } fault ? [fault] : [];

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Credentials.TryGetValue(DatabaseSpec.PasswordCredential, out Secret? secret))
        {
            throw new ProviderException($"{context.Component} has no credential '{DatabaseSpec.PasswordCredential}'.");
        }

        string password = secret.Reveal();
        RedisInstance instance = await _instances.GetAsync(spec, context, cancellationToken).ConfigureAwait(false);
        await instance.StartAsync(password, cancellationToken).ConfigureAwait(false);
        string port = instance.Port.ToString(CultureInfo.InvariantCulture);
        return ComponentOutputs.Empty
            .With(OutputNames.ConnectionString, new Secret($"{LocalDatabases.Address}:{port},password={password}"))
            .With(OutputNames.Url, new Secret($"redis://:{password}@{LocalDatabases.Address}:{port}/{DefaultDatabase}"))
            .With(OutputNames.Host, LocalDatabases.Address)
            .With(OutputNames.Port, port)
            .With(OutputNames.DatabaseName, DefaultDatabase)
            .With(OutputNames.Username, DefaultUser)
            .With(OutputNames.Password, new Secret(password))
            .With(OutputNames.Version, await _instances.Programs.VersionAsync(instance.Program, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc />
    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(_instances.Own.Observe(context));

    /// <inheritdoc />
    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => await _instances.Own.DestroyAsync(context).ConfigureAwait(false);

    /// <inheritdoc />
    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => _instances.Own.ListAsync(scope);

    /// <inheritdoc />
    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (_instances.Own.Find(context) is { } instance)
        {
            await instance.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public ValueTask<ComponentOutputs> StartAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        _instances.Own.Require(context);
        return ProvisionAsync(spec, context, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask ResetAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        await _instances.Own.Require(context).FlushAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken) => _instances.Own.Require(context).WaitForExitAsync(cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken) =>
        _instances.Own.Require(context).Output is { } output ? OutputLines.ReadAsync(output, tail, follow, cancellationToken) : AsyncEnumerable.Empty<string>();
}
