namespace Lumina.Environments.Aws;

/// <summary>A right that AWS can be asked for by a call that changes nothing.</summary>
/// <param name="Name">As policies name it: <c>ec2:CreateVpc</c>.</param>
/// <param name="Ask">The call. What it answers, but for a denial, does not matter.</param>
internal sealed record AwsRight(string Name, Func<AwsApi, CancellationToken, Task> Ask)
{
    /// <summary>Whether the call is one of EC2 that only says whether it would be carried out. An emulator may carry it out.</summary>
    public bool IsDryRun { get; private init; }

    /// <summary>A read of the query protocol.</summary>
    public static AwsRight Query(string name, AwsService service, params IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        new(name, (api, cancellationToken) => api.QueryAsync(service, ActionOf(name), parameters, cancellationToken));

    /// <summary>A change that EC2 only judges.</summary>
    public static AwsRight DryRun(string name, IEnumerable<KeyValuePair<string, string>> parameters) =>
        Query(name, AwsService.Ec2, [new("DryRun", "true"), .. parameters]) with { IsDryRun = true };

    /// <summary>Whether it is denied. What can't be told is not.</summary>
    public async Task<bool> IsDeniedAsync(AwsApi api, CancellationToken cancellationToken)
    {
        try
        {
            await Ask(api, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (AwsApiException exception)
        {
            return exception.IsDenied;
        }
    }

    private static string ActionOf(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
