namespace Lumina.Environments.Aws;

/// <summary>Whose and where: what a name lacks to be an id.</summary>
/// <param name="Account">The account's number.</param>
/// <param name="Region">The region.</param>
/// <param name="EndpointUrl">The address of an emulator; null for AWS itself.</param>
internal sealed record AwsPlace(string Account, string Region, Uri? EndpointUrl)
{
    public AwsArn Arn(string service, string resource) => new(AwsPartition.Of(Region).Name, service, Region, Account, resource);

    /// <summary>A queue goes by its address.</summary>
    public string QueueUrl(string name) => EndpointUrl is { } emulator
        ? $"{emulator.ToString().TrimEnd('/')}/{Account}/{name}"
        : $"https://sqs.{Region}.{AwsPartition.Of(Region).DnsSuffix}/{Account}/{name}";
}
