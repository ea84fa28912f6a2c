using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Says what to do where a service says no.</summary>
internal static class AwsErrors
{
    /// <summary>A call's error, for people.</summary>
    /// <param name="exception">It.</param>
    /// <param name="purpose">What the call was for, such as <c>find what bears the environment's tags</c>.</param>
    public static ProviderException Explain(AwsApiException exception, string purpose) =>
        new($"AWS did not let us {purpose}: {exception.Message}. {Advice(exception)}", exception) { IsTransient = exception.IsTransient };

    private static string Advice(AwsApiException exception) => exception.Code switch
    {
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" =>
            "The credentials have expired: get new ones ('aws sso login', or whatever gave them).",
        "InvalidClientTokenId" or "UnrecognizedClientException" or "InvalidAccessKeyId" or "AuthFailure" =>
            "AWS does not know the access key: look whether it was deleted, is of another partition, or lacks its session token.",
        "SignatureDoesNotMatch" or "InvalidSignatureException" or "IncompleteSignature" or "MissingAuthenticationToken" =>
            "The secret key does not fit the access key, or this machine's clock is wrong by minutes.",
        "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "AuthorizationError" =>
            $"Ask for the permission '{exception.Service.Name}:{exception.Action}' for the identity that the credentials are of.",
        _ when exception.IsThrottled => "Too many calls at once in this account and region; try again.",
        _ when exception.IsTransient => "The service has a fault; try again.",
        _ => "Look the code up in the service's documentation.",
    };
}
