namespace Lumina.Environments.Aws;

/// <summary>What to do where AWS says no: by the code of the error, which stands in terraform's messages too.</summary>
internal static class AwsAdvice
{
    private const string Right = "The credentials lack a right: give the identity the action that the message names.";
    private const string Quota = "A quota of the account is used up: remove what is not needed, or ask for more in the Service Quotas console.";
    private const string Busy = "Too many calls at once in this account and region; try again.";

    /// <summary>Parts of messages, the longer before those that are parts of them.</summary>
    private static readonly (string Sign, string Advice)[] Advices =
    [
        ("ExpiredToken", "The credentials have expired: get new ones ('aws sso login', or whatever gave them)."),
        ("RequestExpired", "The credentials have expired: get new ones ('aws sso login', or whatever gave them)."),
        ("InvalidClientTokenId", Unknown),
        ("UnrecognizedClientException", Unknown),
        ("InvalidAccessKeyId", Unknown),
        ("AuthFailure", Unknown),
        ("SignatureDoesNotMatch", Mismatch),
        ("InvalidSignatureException", Mismatch),
        ("IncompleteSignature", Mismatch),
        ("MissingAuthenticationToken", Mismatch),
        ("AccessDenied", Right),
        ("UnauthorizedOperation", Right),
        ("AuthorizationError", Right),
        ("not authorized to perform", Right),
        ("RequestLimitExceeded", Busy),
        ("Throttl", Busy),
        ("LimitExceeded", Quota),
        ("QuotaExceeded", Quota),
        ("InsufficientInstanceCapacity", "AWS has no such machine free in that zone now: take another type or zone, or try later."),
        ("InvalidInstanceType", "There is no such type of machine, or not in this region: see 'aws ec2 describe-instance-type-offerings'."),
        ("no matching Route 53 Hosted Zone found", "The account has no such zone: make it first, or correct the domain's name (infrastructure.domain) or the record's zone (settings.zone)."),
        ("contains its own local provider configurations", "A module gets the AWS provider of the environment, with its region and tags, and so does what it calls: take the blocks 'provider' out of the one that is named; other providers are named in its required_providers."),
        ("InvalidParameterValue", "AWS does not take a value of the spec: the message says which."),
    ];

    private const string Unknown = "AWS does not know the access key: look whether it was deleted, is of another partition, or lacks its session token.";
    private const string Mismatch = "The secret key does not fit the access key, or this machine's clock is wrong by minutes.";

    /// <summary>What to do; null where the text has no sign that is known here.</summary>
    public static string? Find(string text) => Array.Find(Advices, advice => text.Contains(advice.Sign, StringComparison.Ordinal)).Advice;
}
