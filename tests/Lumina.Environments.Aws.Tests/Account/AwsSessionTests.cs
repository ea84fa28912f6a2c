using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws.Tests;

public sealed class AwsSessionTests
{
    private static readonly BasicAWSCredentials Credentials = new("testing", "a-secret-key");

    [Fact]
    public async Task Without_credentials_it_says_where_they_were_looked_for_and_what_to_do()
    {
        using AwsSessions sessions = new(new AwsOptions { Region = "eu-central-1" }, TimeProvider.System, () => throw new AmazonClientException("nothing was found"));

        ProviderException error = (await FluentActions.Awaiting(() => sessions.Get().GetAccountAsync(CancellationToken.None)).Should().ThrowAsync<ProviderException>()).Which;

        error.Message.Should().Be(
            "There are no AWS credentials. Run 'aws configure' or 'aws sso login', set the variables, or give AwsOptions.Profile or AwsOptions.Credentials. "
            + "Looked in the AWS SDK's chain: the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, the AWS configuration files, a container's or a machine's role; the AWS SDK says: nothing was found.");
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_named()
    {
        using AwsSessions sessions = new(new AwsOptions { Region = "eu-central-1", Profile = "lumina-no-such-profile" }, TimeProvider.System);

        await FluentActions.Awaiting(() => sessions.Get().GetCredentialsAsync(CancellationToken.None)).Should().ThrowAsync<ProviderException>()
            .WithMessage("*aws configure --profile lumina-no-such-profile*Looked in the profile 'lumina-no-such-profile'*");
    }

    [Fact]
    public async Task An_endpoint_that_nobody_answers_at_is_named_within_seconds()
    {
        // It is held and does not listen: a port that is free may be another's the next moment.
        using Socket held = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        held.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)held.LocalEndPoint!).Port;
        using AwsSessions sessions = new(new AwsOptions { Region = "eu-central-1", Credentials = Credentials, EndpointUrl = new Uri($"http://127.0.0.1:{port}") }, TimeProvider.System);

        ProviderException error = (await FluentActions.Awaiting(() => sessions.Get().GetAccountAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30))).Should().ThrowAsync<ProviderException>()).Which;

        error.Message.Should().StartWith($"sts of AWS could not be reached at http://127.0.0.1:{port}/").And.Contain("eu-central-1").And.Contain("AwsOptions.EndpointUrl");
        error.IsTransient.Should().BeTrue();
        error.ToString().Should().NotContain("a-secret-key");
    }

    [Theory]
    [InlineData("ExpiredToken", "have expired")]
    [InlineData("InvalidClientTokenId", "does not know the access key")]
    [InlineData("SignatureDoesNotMatch", "secret key does not fit")]
    [InlineData("AccessDenied", "The credentials lack a right")]
    public async Task Credentials_that_are_refused_are_explained(string code, string advice)
    {
        using FakeAws aws = new((403, $"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"));

        await FluentActions.Awaiting(() => aws.Session().GetAccountAsync(CancellationToken.None)).Should().ThrowAsync<ProviderException>().WithMessage($"*{code}*{advice}*");
        aws.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task Too_many_calls_are_repeated_and_the_account_is_asked_once()
    {
        using FakeAws aws = new(
            (400, "<ErrorResponse><Error><Code>Throttling</Code><Message>slow down</Message></Error></ErrorResponse>"),
            (503, ""),
            (200, "<R><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></R>"));
        AwsSession session = aws.Session();

        (await session.GetAccountAsync(CancellationToken.None)).Should().Be("111122223333");
        (await session.GetAccountAsync(CancellationToken.None)).Should().Be("111122223333");

        aws.Requests.Should().HaveCount(3).And.AllSatisfy(request => request.Should().Contain("Action=GetCallerIdentity"));
    }

    [Fact]
    public async Task Another_account_and_another_region_are_refused_by_name()
    {
        using FakeAws aws = new((200, "<R><Account>111122223333</Account></R>"));
        AwsSession session = aws.Session();

        await session.RequireAccountAsync("111122223333", "eu-central-1", CancellationToken.None);
        await FluentActions.Awaiting(() => session.RequireAccountAsync("999988887777", "eu-central-1", CancellationToken.None))
            .Should().ThrowAsync<ProviderException>().WithMessage("*999988887777*111122223333*nothing was done*");
        await FluentActions.Awaiting(() => session.RequireAccountAsync("111122223333", "us-west-2", CancellationToken.None))
            .Should().ThrowAsync<ProviderException>().WithMessage("*us-west-2*eu-central-1*nothing was done*");
    }

    [Fact]
    public async Task A_role_is_assumed_with_its_external_id_once_for_as_long_as_it_lasts()
    {
        const string Assumed = "<R><Credentials><AccessKeyId>role-key</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-token</SessionToken><Expiration>2199-01-01T00:00:00Z</Expiration></Credentials></R>";
        using FakeAws aws = new((200, Assumed));
        AwsSession session = aws.Session(options =>
        {
            options.RoleArn = "arn:aws:iam::111122223333:role/tests";
            options.RoleExternalId = "an id";
        });

        await session.GetCredentialsAsync(CancellationToken.None);
        ImmutableCredentials credentials = await session.GetCredentialsAsync(CancellationToken.None);

        aws.Requests.Should().ContainSingle().Which.Should().Contain("Action=AssumeRole").And.Contain("RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Ftests").And.Contain("ExternalId=an%20id");
        (credentials.AccessKey, credentials.SecretKey, credentials.Token).Should().Be(("role-key", "role-secret", "role-token"));
    }

    [Fact]
    public async Task Terraform_gets_what_a_role_is_assumed_with_and_assumes_it_itself_so_that_a_long_run_outlasts_a_session()
    {
        using FakeAws aws = new((200, "<R><Account>111122223333</Account></R>"));
        AwsOptions options = new() { RoleArn = "arn:aws:iam::111122223333:role/tests", RoleExternalId = "an ${id}" };

        IReadOnlyDictionary<string, string?> variables = await aws.Session(own => own.RoleArn = options.RoleArn).GetTerraformVariablesAsync(CancellationToken.None);
        string provider = Encoding.UTF8.GetString(new TerraformJson().Provider(new TerraformProvider("aws", "hashicorp/aws", "5.100.0"), AwsMainPart.Settings("eu-central-1", options)).ToBytes());

        aws.Requests.Should().BeEmpty();
        variables.Should().Contain(
        [
            new("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), new("AWS_SESSION_TOKEN", null), new("AWS_REGION", "eu-central-1"), new("AWS_PROFILE", null), new("AWS_ROLE_ARN", null), new("AWS_EC2_METADATA_DISABLED", "true"),
        ]);
        JsonNode.Parse(provider)!["provider"]!["aws"]!["assume_role"]!.ToJsonString().Should()
            .Be("""[{"role_arn":"arn:aws:iam::111122223333:role/tests","external_id":"an $${id}","session_name":"lumina-environments"}]""");
    }

    [Fact]
    public async Task What_answers_and_is_no_AWS_is_named()
    {
        using FakeAws aws = new((200, "Hello"));

        await FluentActions.Awaiting(() => aws.Session().GetAccountAsync(CancellationToken.None)).Should().ThrowAsync<ProviderException>().WithMessage("*does not answer sts:GetCallerIdentity as AWS does*AwsOptions.EndpointUrl*");
    }
}
