namespace Lumina.Environments.Aws;

/// <summary>AWS's name for a thing, in its parts.</summary>
/// <param name="Partition">Such as <c>aws</c>.</param>
/// <param name="Service">Such as <c>ec2</c>.</param>
/// <param name="Region">Empty for what has none.</param>
/// <param name="Account">Empty for what names none.</param>
/// <param name="Resource">The rest, in the service's own form: <c>instance/i-0abc</c>, <c>db:orders</c>, a bare name.</param>
internal sealed record AwsArn(string Partition, string Service, string Region, string Account, string Resource)
{
    public static AwsArn? TryParse(string text) =>
        text.Split(':', 6) is ["arn", var partition, var service, var region, var account, { Length: > 0 } resource]
            ? new AwsArn(partition, service, region, account, resource)
            : null;

    public override string ToString() => $"arn:{Partition}:{Service}:{Region}:{Account}:{Resource}";
}
