using System.Collections.Concurrent;
using Amazon.Runtime;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>One session for each region.</summary>
internal sealed class AwsSessions : IDisposable
{
    /// <summary>For one attempt of a call.</summary>
    private static readonly TimeSpan AttemptBound = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ConnectBound = TimeSpan.FromSeconds(4);

    private readonly AwsOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<Task<AWSCredentials>>? _chain;
    private readonly HttpClient _client;
    private readonly ConcurrentDictionary<string, AwsSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Makes them; nobody is asked yet.</summary>
    /// <param name="options">Whose credentials, and where AWS is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="chain">In place of the SDK's default chain.</param>
    public AwsSessions(AwsOptions options, TimeProvider time, Func<Task<AWSCredentials>>? chain = null)
    {
        (_options, _time, _chain) = (options, time, chain);
        _client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectBound, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = AttemptBound };
    }

    /// <summary>The session of a region.</summary>
    /// <param name="region">Null for the options' region, else the one that the AWS SDK finds.</param>
    /// <exception cref="ProviderException">No region is named anywhere.</exception>
    public AwsSession Get(string? region = null) => Find(region) ?? throw new ProviderException(
        "No AWS region is named: not by the environment's infrastructure, not in AwsOptions.Region, not in AWS_REGION, not in the profile. Name one, such as 'eu-central-1'.");

    /// <summary>The same; null where no region is named anywhere.</summary>
    public AwsSession? Find(string? region = null) => (region ?? _options.Region ?? AwsRegion.Find(_options.Profile)) is { } name
        ? _sessions.GetOrAdd(name, name => new AwsSession(_options, name, _client, _time, _chain))
        : null;

    public void Dispose()
    {
        foreach (AwsSession session in _sessions.Values)
        {
            session.Dispose();
        }

        _client.Dispose();
    }
}
