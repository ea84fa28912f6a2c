using System.Text;
using Amazon.Runtime;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Against signatures of botocore, of the same requests at the same time.</summary>
public sealed class AwsSignatureTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("POST", "https://tagging.eu-central-1.amazonaws.com/", "ResourceGroupsTaggingAPI_20170126.GetResources", """{"a":"b"}""", "tagging", null, "eadf7befff48283cc8ef69338c0feae60d340a500513db8178de3a9b9e3a31a5")]
    [InlineData("GET", "https://backup.eu-central-1.amazonaws.com/tags/arn%3Aaws%3Abackup%3Aeu-central-1%3A1%3Abackup-plan%3Ax/?nextToken=a%2Fb%3D", null, "", "backup", null, "8caf850168a6a8b356159fd865c45785fd0161ca7c420fbebaf9857d187f9857")]
    [InlineData("POST", "https://sts.eu-central-1.amazonaws.com/", null, "Action=GetCallerIdentity&Version=2011-06-15", "sts", "a-token", "46191dd5738bf5e80d5230a03e1cd3f95e245374c267c3b96a1169cc243855ca")]
    public void A_request_is_signed_as_AWS_wants_it(string method, string address, string? target, string body, string service, string? token, string signature)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), address);
        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        AwsSignature.Sign(request, Encoding.UTF8.GetBytes(body), new ImmutableCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token), service, "eu-central-1", Now);

        string authorization = request.Headers.GetValues("Authorization").Single();
        authorization.Should().Contain($"Credential=AKIDEXAMPLE/20260102/eu-central-1/{service}/aws4_request").And.EndWith($"Signature={signature}");
    }
}
