using System.Net.WebSockets;
using k8s;
using k8s.Exceptions;

namespace Lumina.Environments.Kubernetes;

/// <summary>The way to one API server: address, TLS and who asks, as the kubeconfig or the pod that this process runs in says. One for the process and context.</summary>
internal sealed class ClusterConnection : IDisposable
{
    /// <summary>What a context is called where there is no kubeconfig.</summary>
    public const string InCluster = "in-cluster";

    private readonly Func<KubernetesClientConfiguration> _read;
    private readonly Lock _renewing = new();
    private (string Server, string Credentials) _known;
    private k8s.Kubernetes _client;
    private k8s.Kubernetes? _former;

    private ClusterConnection(Func<KubernetesClientConfiguration> read)
    {
        KubernetesClientConfiguration configuration = read();
        (_read, _known) = (read, Know(configuration));
        (_client, Context) = (Connect(configuration), configuration.CurrentContext ?? InCluster);
    }

    /// <summary>The context of the kubeconfig.</summary>
    public string Context { get; }

    public string Address => _client.BaseUri.ToString();

    /// <summary>Who asks now: another object when that was renewed.</summary>
    public object Asker => _client;

    /// <summary>Connects; asks nobody.</summary>
    /// <exception cref="ClusterException">There is no kubeconfig, or not such a context in it.</exception>
    public static ClusterConnection Open(KubernetesOptions options, string? context) => new(() => Read(options, context));

    /// <summary>Reads anew who asks: a token or certificate may have been renewed in the kubeconfig since it was read. What leads to another server by now is left alone.</summary>
    /// <param name="asker">Who was refused.</param>
    /// <returns>Whether somebody else asks now.</returns>
    public bool Renew(object asker)
    {
        lock (_renewing)
        {
            if (_client != asker)
            {
                return true;
            }

            try
            {
                KubernetesClientConfiguration read = _read();
                (string Server, string Credentials) known = Know(read);
                if (known.Server != _known.Server || known.Credentials == _known.Credentials)
                {
                    return false;
                }

                // Who asked before the last one has had its answers.
                _former?.Dispose();
                (_former, _client, _known) = (_client, Connect(read), known);
                return true;
            }
#pragma warning disable CA1031 // That it cannot be read just now is no other error than the refusal.
            catch (Exception)
#pragma warning restore CA1031
            {
                return false;
            }
        }
    }

    private static KubernetesClientConfiguration Read(KubernetesOptions options, string? context)
    {
        try
        {
            if (options.KubeConfig is null && context is null or InCluster && !HasDefaultFile() && KubernetesClientConfiguration.IsInCluster())
            {
                return KubernetesClientConfiguration.InClusterConfig();
            }

            FileInfo[] files = options.KubeConfig is { } path ? [new FileInfo(path)] : DefaultFiles();
            FileInfo file = Choose(files, context);
            if (file is { Exists: true, Length: 0 })
            {
                throw new KubeConfigException("it is empty");
            }

            return KubernetesClientConfiguration.BuildConfigFromConfigFile(file, context);
        }
        catch (Exception exception) when (exception is KubeConfigException or IOException or UnauthorizedAccessException or FormatException or System.Security.Cryptography.CryptographicException or YamlDotNet.Core.YamlException)
        {
            throw new ClusterException(
                ClusterFailure.Unconfigured,
                $"The kubeconfig '{options.KubeConfig ?? string.Join(Path.PathSeparator, DefaultFiles().Select(file => file.FullName))}'{(context is null ? "" : $" with the context '{context}'")} can't be used: {exception.Message.TrimEnd('.')}.",
                $"Say where it is in KUBECONFIG or {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.KubeConfig)}, and which of its contexts in {nameof(KubernetesOptions.Context)}.",
                exception);
        }
    }

    /// <summary>Sends a request with who asks.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return await _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a port of a pod.</summary>
    public Task<WebSocket> OpenPortAsync(string @namespace, string pod, int port, CancellationToken cancellationToken) =>
        _client.WebSocketNamespacedPodPortForwardAsync(KubernetesNames.Require(pod), KubernetesNames.Require(@namespace), [port], WebSocketProtocol.V4BinaryWebsocketProtocol, cancellationToken: cancellationToken);

    public Uri AddressOf(string path) => new(_client.BaseUri, path);

    public void Dispose()
    {
        _client.Dispose();
        _former?.Dispose();
    }

    private static k8s.Kubernetes Connect(KubernetesClientConfiguration configuration)
    {
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        configuration.UserAgent = "lumina-environments";
        return new k8s.Kubernetes(configuration);
    }

    /// <summary>Of files what is in them now: they may be renewed under the same names.</summary>
    private static (string Server, string Credentials) Know(KubernetesClientConfiguration configuration) => (configuration.Host, string.Join('\n', (string?[])
    [
        configuration.AccessToken,
        configuration.Username,
        configuration.Password,
        configuration.ClientCertificateData ?? Content(configuration.ClientCertificateFilePath),
        configuration.ClientCertificateKeyData ?? Content(configuration.ClientKeyFilePath),
    ]));

    private static string? Content(string? path)
    {
        try
        {
            return path is { Length: > 0 } && File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever connects with it says so.
            return null;
        }
    }

    /// <summary>Of several files the one with the context, or with a current one; a context that is spread over files is not put together.</summary>
    private static FileInfo Choose(FileInfo[] files, string? context)
    {
        FileInfo[] there = [.. files.Where(file => file.Exists)];
        return there.Length < 2
            ? there.FirstOrDefault() ?? files[0]
            : there.FirstOrDefault(file => KubernetesClientConfiguration.LoadKubeConfig(file) is { } config && (context is null ? config.CurrentContext is { Length: > 0 } : config.Contexts?.Any(each => each.Name == context) == true)) ?? there[0];
    }

    private static bool HasDefaultFile() => DefaultFiles().Any(file => file.Exists);

    private static FileInfo[] DefaultFiles() => Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } files
        ? [.. files.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(file => new FileInfo(file))]
        : [new FileInfo(KubernetesClientConfiguration.KubeConfigDefaultLocation)];
}
