namespace Lumina.Environments.Aws;

/// <summary>A service said no to a call.</summary>
internal sealed class AwsApiException : Exception
{
    /// <summary>The code of a call that an emulator does not know: what that would list, it does not have.</summary>
    public const string NotBuilt = "NotBuilt";

    public AwsApiException(AwsService service, string action, int status, string code, string reason)
        : base($"{service.PolicyName}:{action} answered {status} {code}: {reason}")
    {
        (Service, Action, Status, Code, Reason) = (service, action, status, code, reason);
    }

    public AwsService Service { get; }

    public string Action { get; }

    /// <summary>The call as policies name it.</summary>
    public string Right => $"{Service.PolicyName}:{Action}";

    /// <summary>The status of HTTP.</summary>
    public int Status { get; }

    /// <summary>Such as <c>AccessDenied</c>, without a namespace.</summary>
    public string Code { get; }

    /// <summary>In the service's words.</summary>
    public string Reason { get; }

    /// <summary>Who asks may not.</summary>
    public bool IsDenied => Code is "UnauthorizedOperation" or "AccessDenied" or "AccessDeniedException" or "AuthorizationError" or "NotAuthorized";

    /// <summary>Too many calls.</summary>
    public bool IsThrottled => Status == 429 || Code.Contains("Throttl", StringComparison.Ordinal)
        || Code is "RequestLimitExceeded" or "TooManyRequestsException" or "SlowDown" or "PriorRequestNotComplete" or "BandwidthLimitExceeded";

    public bool IsNotBuilt => Code == NotBuilt;

    /// <summary>The same call may be answered in a moment.</summary>
    public bool IsTransient => IsThrottled || (!IsNotBuilt && Status is 500 or 502 or 503 or 504);
}
