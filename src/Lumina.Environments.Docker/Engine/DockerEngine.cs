using Docker.DotNet;
using DotNet.Testcontainers.Configurations;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Docker;

/// <summary>The container engine: where it is, and every call to it, with its errors in words.</summary>
internal sealed class DockerEngine(IOptions<DockerOptions> options) : IDisposable
{
    /// <summary>The platform's name, whatever of it is meant.</summary>
    public const string Platform = "docker";

    private const string Loopback = "127.0.0.1";
    private readonly Lock _connecting = new();
    private Connection? _connection;

    public DockerOptions Options => options.Value;

    /// <summary>How Testcontainers reaches the engine.</summary>
    public IDockerEndpointAuthenticationConfiguration Authentication => Connect().Authentication;

    /// <summary>The engine's address, as it is shown and recorded.</summary>
    public string Address => Connect().Authentication.Endpoint.ToString();

    /// <summary>Where what is made now is found again. Nowhere, as long as it is not understood which engine is meant: nothing is made then.</summary>
    public ComponentLocation Location => new() { Cluster = WhyNotUnderstood() is null ? Address : null };

    /// <summary>The address on the engine's machine on which ports are published.</summary>
    public string PublishAddress => Options.PublishAddress ?? (IsRemote ? "0.0.0.0" : Loopback);

    /// <summary>Where published ports are reached from here.</summary>
    public string HostAddress => Options.HostAddress ?? (IsRemote ? Connect().Authentication.Endpoint.Host : Loopback);

    /// <summary>Whether it is on another machine.</summary>
    public bool IsRemote => Connect().Authentication.Endpoint is { Scheme: not ("unix" or "npipe"), IsLoopback: false };

    /// <summary>Calls the engine.</summary>
    /// <param name="what">What is tried, as the beginning of a sentence: <c>Making the container 'x'</c>.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProviderException">The engine refused or could not be reached.</exception>
    public async Task<T> RunAsync<T>(string what, Func<DockerClient, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Connection connection = await Task.Run(Connect, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await call(connection.Client).ConfigureAwait(false);
        }
        catch (Exception exception) when (EngineErrors.Explains(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw EngineErrors.Explain(what, Address, exception);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string what, Func<DockerClient, Task> call, CancellationToken cancellationToken) => RunAsync(
        what,
        async client =>
        {
            await call(client).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Like <see cref="RunAsync{T}"/>; null where the engine says that there is no such thing.</summary>
    public Task<T?> FindAsync<T>(string what, Func<DockerClient, Task<T>> call, CancellationToken cancellationToken)
        where T : class => RunAsync<T?>(
        what,
        async client =>
        {
            try
            {
                return await call(client).ConfigureAwait(false);
            }
            catch (DockerApiException exception) when (exception.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                return null;
            }
        },
        cancellationToken);

    /// <summary>What is wrong where the engine does not answer; null where it does.</summary>
    public async Task<SpecificationFault?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync("Asking the container engine", client => client.System.PingAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ProviderException exception)
        {
            string hint = exception.Message.EndsWith(EngineErrors.HowToName, StringComparison.Ordinal) ? EngineErrors.HowToName : EngineErrors.HowToReach;
            return new SpecificationFault("provider", exception.Message.Replace($" {hint}", "", StringComparison.Ordinal), hint);
        }
    }

    /// <summary>Nothing that is said here holds for another engine.</summary>
    public void RequireHere(ComponentContext context)
    {
        if (context.Location.Cluster is { } address && address != Address)
        {
            throw new ProviderException($"{context.Component} was made in the engine at {address}, and this is {Address}: set {nameof(DockerOptions)}.{nameof(DockerOptions.Endpoint)} or DOCKER_HOST to that.");
        }
    }

    public void Dispose() => _connection?.Client.Dispose();

    /// <exception cref="ProviderException">It is not understood which engine is meant.</exception>
    private Connection Connect()
    {
        lock (_connecting)
        {
            if (_connection is null)
            {
                if (WhyNotUnderstood() is { } unknown)
                {
                    throw unknown;
                }

                IDockerEndpointAuthenticationConfiguration authentication = Resolve();
                _connection = new Connection(authentication, authentication.GetDockerClientBuilder(Guid.Empty).Build());
            }

            return _connection;
        }
    }

    /// <summary>What Testcontainers says where an address or a context makes no sense to it; null where they do. It says so once and for the whole process, and makes nothing then, whatever address it is given.</summary>
    private static ProviderException? WhyNotUnderstood()
    {
        try
        {
            _ = TestcontainersSettings.OS;
            return null;
        }
        catch (TypeInitializationException exception)
        {
            return new ProviderException(EngineErrors.NotUnderstood((exception.InnerException ?? exception).Message), exception);
        }
    }

    private IDockerEndpointAuthenticationConfiguration Resolve() => Options.CertificateDirectory is { } directory
        ? new DockerEndpointAuthenticationConfiguration(Find().Endpoint, EngineCertificates.Load(directory))
        : Find();

    private IDockerEndpointAuthenticationConfiguration Find()
    {
        if (Options.Endpoint is { } endpoint)
        {
            return new DockerEndpointAuthenticationConfiguration(endpoint);
        }

        if (TestcontainersSettings.OS.DockerEndpointAuthConfig is { } found)
        {
            return found;
        }

        // It has found no engine that answers, once and for the whole process. What the engine's own client would take is what there may be later.
        DockerClient usual = new DockerClientBuilder().Build();
        using (usual)
        {
            return new DockerEndpointAuthenticationConfiguration(usual.Options.Endpoint, usual.Options.AuthProvider);
        }
    }

    private sealed record Connection(IDockerEndpointAuthenticationConfiguration Authentication, DockerClient Client);
}
