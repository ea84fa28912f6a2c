namespace Lumina.Environments;

/// <summary>The environment's journal has an event that a newer version has written and that nobody may pass over who changes the environment: it is read-only for this process, and nothing was touched.</summary>
public sealed class EnvironmentNotUnderstoodException : EnvironmentException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="environmentName">Its name.</param>
    /// <param name="eventType">The type of the event, as the journal has it.</param>
    public EnvironmentNotUnderstoodException(EnvironmentId environmentId, string environmentName, string eventType)
        : base($"Environment '{environmentName}' ({environmentId}) is read-only here: a newer version of the library has written an event of the type '{eventType}' to its journal, which this one does not know and must not pass over. Nothing was touched. Use that version or a newer one for it.")
    {
        EnvironmentId = environmentId;
        EnvironmentName = environmentName;
        EventType = eventType;
    }

    /// <summary>The type of the event, as the journal has it.</summary>
    public string EventType { get; }
}
