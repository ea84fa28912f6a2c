using Microsoft.Extensions.Logging;

namespace Lumina.Environments;

/// <summary>The log lines of the clean-up of expired environments.</summary>
internal static partial class CleanUpLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Environment '{Name}' ({EnvironmentId}) has expired at {ExpiresAt} and is terminated")]
    public static partial void Expired(ILogger logger, string name, EnvironmentId environmentId, DateTimeOffset? expiresAt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Environment '{Name}' ({EnvironmentId}) is not ended: {Reason}")]
    public static partial void Extended(ILogger logger, string name, EnvironmentId environmentId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Expired environment '{Name}' ({EnvironmentId}) could not be terminated; the next clean-up tries again")]
    public static partial void TerminationFailed(ILogger logger, Exception exception, string name, EnvironmentId environmentId);

    [LoggerMessage(Level = LogLevel.Error, Message = "A {What} failed; the next one tries again")]
    public static partial void CleanUpFailed(ILogger logger, Exception exception, string what);
}
