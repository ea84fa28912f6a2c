using Microsoft.Extensions.Logging;

namespace Lumina.Environments;

/// <summary>The log lines of health monitoring and healing.</summary>
internal static partial class HealthLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Environment '{Name}' ({EnvironmentId}) is {Verdict} now, score {Score}")]
    public static partial void Changed(ILogger logger, string name, EnvironmentId environmentId, HealthVerdict verdict, int score);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Restarting {Component} of environment '{Name}' ({EnvironmentId}) because its health check fails: restart {Restart} of {MaximumRestarts}")]
    public static partial void Healing(ILogger logger, ComponentName component, string name, EnvironmentId environmentId, int restart, int maximumRestarts);

    [LoggerMessage(Level = LogLevel.Information, Message = "The restart of {Component} of environment '{Name}' ({EnvironmentId}) has ended: {Outcome}")]
    public static partial void Healed(ILogger logger, ComponentName component, string name, EnvironmentId environmentId, string outcome);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Component} of environment '{Name}' ({EnvironmentId}) was not restarted: {Reason}")]
    public static partial void HealingOverruled(ILogger logger, ComponentName component, string name, EnvironmentId environmentId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Environment '{Name}' ({EnvironmentId}) is given up: {Error}")]
    public static partial void GivenUp(ILogger logger, string name, EnvironmentId environmentId, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Environment '{Name}' ({EnvironmentId}) is not checked here: {Reason}")]
    public static partial void Elsewhere(ILogger logger, string name, EnvironmentId environmentId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Checking environment '{Name}' ({EnvironmentId}) failed; it is tried again in the next round")]
    public static partial void CheckFailed(ILogger logger, Exception exception, string name, EnvironmentId environmentId);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of health checks could not begin; it is tried again at the next")]
    public static partial void RoundFailed(ILogger logger, Exception exception);
}
