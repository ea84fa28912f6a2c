using System.Collections.Concurrent;
using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>The stacks of this process, one for each environment.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AwsStacks(AwsStackServices services)
{
    private readonly ConcurrentDictionary<EnvironmentId, AwsStack> _stacks = new();

    /// <summary>What terraform would make of others.</summary>
    public AwsPreviews Previews { get; } = new(services);

    /// <summary>The stack of an environment, until it is seen that nothing is left of that.</summary>
    public AwsStack Of(EnvironmentId environment) => _stacks.GetOrAdd(environment, id => new AwsStack(id, services) { OnEnd = () => _stacks.TryRemove(id, out _) });
}
