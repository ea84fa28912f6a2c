using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Turns what terraform and its files throw into what the core knows, with what to do next.</summary>
internal static class AwsFailure
{
    /// <summary>Parts of messages, and what they mean to whoever reads them.</summary>
    private static readonly (string Sign, string Advice)[] Advices =
    [
        ("LimitExceeded", "A quota of the account is used up: remove what is not needed, or ask for more in the Service Quotas console."),
        ("InsufficientInstanceCapacity", "AWS has no such machine free in that zone now: take another type or zone, or try later."),
        ("UnauthorizedOperation", "The credentials lack a right: give the identity the action that the message names."),
        ("AccessDenied", "The credentials lack a right: give the identity the action that the message names."),
        ("not authorized to perform", "The credentials lack a right: give the identity the action that the message names."),
        ("InvalidInstanceType", "There is no such type of machine, or not in this region: see 'aws ec2 describe-instance-type-offerings'."),
        ("InvalidParameterValue", "AWS does not take a value of the spec: the message says which."),
        ("ExpiredToken", "The credentials have ended: renew them, then terminate or provision again."),
        ("VpcLimitExceeded", "A quota of the account is used up: remove VPCs that are not needed, or ask for more in the Service Quotas console."),
    ];

    private static readonly string[] TransientSigns =
    [
        "Throttling", "RequestLimitExceeded", "TooManyRequests", "SlowDown", "ServiceUnavailable", "InternalError", "InternalFailure", "cannot be assumed by", "connection reset", "i/o timeout",
    ];

    public static bool Explains(Exception exception) =>
        exception is TerraformException or TerraformNotFoundException or TerraformBusyException or TerraformStateException or TerraformDoubtException or TerraformOwnershipException or AwsApiException;

    /// <summary>The failure of everything that was asked.</summary>
    public static ProviderException Of(Exception exception, string tried) => new($"terraform could not {tried}: {Text(exception)}", exception)
    {
        IsTransient = exception is TerraformBusyException || Has(exception.Message, TransientSigns),
    };

    /// <summary>The failure of one of several that were made together.</summary>
    public static ProviderException Of(TerraformException exception, AwsPart part)
    {
        TerraformDiagnostic[] about = [.. exception.Errors.Where(error => error.Address is { } address && part.Addresses.Contains(TerraformAddress.RootOf(address)))];
        string text = about.Length > 0 ? string.Join(" | ", about.Select(error => error.ToString())) : $"it was not made whole, since terraform ended before: {exception.Message}";
        return new ProviderException($"{text}{Advice(text)}", exception) { IsTransient = Has(text, TransientSigns) };
    }

    private static string Text(Exception exception) => exception.Message + Advice(exception.Message);

    private static string Advice(string text) => Advices.Where(advice => text.Contains(advice.Sign, StringComparison.Ordinal)).Select(advice => $" {advice.Advice}").FirstOrDefault() ?? "";

    private static bool Has(string text, string[] signs) => Array.Exists(signs, sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase));
}
