using System.Text;
using Lumina.Environments.Data;

namespace Lumina.Environments.Docker;

/// <summary>A container with Redis that somebody rents.</summary>
internal sealed class RedisContainer(DatabaseHost host, string name, string image, IReadOnlyDictionary<string, string> labels) : IRentedRedis
{
    public const int Port = 6379;

    private const string Usual = "redis:7";
    private const string DataDirectory = "/data";
    private const string Configuration = "/usr/local/etc/redis/redis.conf";

    private readonly SemaphoreSlim _changing = new(1);
    private bool _isDisposed;

    public static string Image(DatabaseHost host, DatabaseSpec spec) => host.Images.Choose(spec, Usual);

    /// <summary>The recipe with all that makes its container a Redis server.</summary>
    public static ContainerRecipe Complete(ContainerRecipe recipe, string password) => recipe with
    {
        Command = ["redis-server", Configuration],

        // The server is another user than the one who starts it; nobody else is in the container.
        Files = [new RecipeFile(Configuration, Encoding.UTF8.GetBytes(RedisConfiguration.Text(address: null, Port, DataDirectory, password, writesEachCommand: true)), ReadableByAll)],
    };

    /// <inheritdoc />
    public async Task<ServerAddress> StartAsync(string password, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ContainerRecipe recipe = Complete(new ContainerRecipe(name, image, labels) { Ports = [new ContainerPort(Port)] }, password);
            FoundContainer container = await host.Launcher.RunAsync(recipe, static found => found, cancellationToken).ConfigureAwait(false);
            int port = container.HostPort(Port) ?? 0;
            await host.Readiness.WaitAsync(container, image, token => new RedisProbe(host.Engine.HostAddress, password).AskAsync(port, token), cancellationToken).ConfigureAwait(false);
            return new ServerAddress(host.Engine.HostAddress, port);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Ends it; a start that is under way is waited for. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!_isDisposed)
            {
                await host.Containers.RemoveAsync(name, CancellationToken.None).ConfigureAwait(false);
                _isDisposed = true;
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    private static UnixFileMode ReadableByAll => UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
}
