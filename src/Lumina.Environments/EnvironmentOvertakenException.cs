namespace Lumina.Environments;

/// <summary>What a part of the library was about to do on its own is not called for any more: the environment has changed while it waited for its turn.</summary>
internal sealed class EnvironmentOvertakenException : EnvironmentException
{
    public EnvironmentOvertakenException(EnvironmentSnapshot environment, string reason)
        : base($"Environment '{environment.Name}' was left as it is: {reason}.") => (EnvironmentId, EnvironmentName) = (environment.Id, environment.Name);
}
