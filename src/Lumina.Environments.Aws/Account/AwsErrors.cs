using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Says what to do where a service says no.</summary>
internal static class AwsErrors
{
    /// <summary>A call's error, for people.</summary>
    /// <param name="exception">It.</param>
    /// <param name="purpose">What the call was for, such as <c>find what bears the environment's tags</c>.</param>
    public static ProviderException Explain(AwsApiException exception, string purpose) =>
        new($"AWS did not let us {purpose}: {exception.Message.TrimEnd('.')}. {Advice(exception)}", exception) { IsTransient = exception.IsTransient };

    private static string Advice(AwsApiException exception) => AwsAdvice.Find(exception.Code)
        ?? (exception.IsTransient ? "The service has a fault; try again." : "Look the code up in the service's documentation.");
}
