namespace Lumina.Environments;

/// <summary>An environment cannot be asked for that in the state that it is in.</summary>
public sealed class InvalidEnvironmentStateException : EnvironmentException
{
    /// <summary>Makes the exception.</summary>
    public InvalidEnvironmentStateException(EnvironmentId environmentId, string environmentName, EnvironmentStatus status, EnvironmentVerb verb, IReadOnlyList<EnvironmentVerb> allowed)
        : base(Describe(environmentId, environmentName, status, verb, allowed))
    {
        EnvironmentId = environmentId;
        EnvironmentName = environmentName;
        Status = status;
        Verb = verb;
        Allowed = allowed;
    }

    /// <summary>The state that it is in.</summary>
    public EnvironmentStatus Status { get; }

    /// <summary>What it was asked for.</summary>
    public EnvironmentVerb Verb { get; }

    /// <summary>What it can be asked for.</summary>
    public IReadOnlyList<EnvironmentVerb> Allowed { get; }

    // A verb waits its turn: who meets such a state is alone with it.
    private static bool IsOnItsWay(EnvironmentStatus status) =>
        status is EnvironmentStatus.Provisioning or EnvironmentStatus.Starting or EnvironmentStatus.Stopping or EnvironmentStatus.Terminating;

    private static string Describe(EnvironmentId id, string name, EnvironmentStatus status, EnvironmentVerb verb, IReadOnlyList<EnvironmentVerb> allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        string instead = allowed.Count == 0 ? "nothing: it has ended" : string.Join(", ", allowed);
        string recover = IsOnItsWay(status) ? $" Whoever began that has left it unfinished: {nameof(IEnvironmentManager)}.{nameof(IEnvironmentManager.RecoverAsync)} finishes it or takes it back, and afterwards more is allowed." : "";
        return $"Environment '{name}' ({id}) is {status} and cannot be asked to {verb}. Allowed: {instead}.{recover}";
    }
}
