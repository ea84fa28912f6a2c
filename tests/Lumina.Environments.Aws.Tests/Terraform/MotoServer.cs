using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Lumina.Environments.Moto;

namespace Lumina.Environments.Aws.Tests;

/// <summary>A moto server on a free port of the loopback interface: an AWS without an account. It ends with the tests, however they end.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private MotoProcess? _process;

    public string Endpoint { get; private set; } = "";

    /// <summary>What terraform and the AWS CLI need to talk to it.</summary>
    public Dictionary<string, string?> Variables => new(StringComparer.Ordinal)
    {
        ["AWS_ENDPOINT_URL"] = Endpoint,
        ["AWS_ACCESS_KEY_ID"] = "testing",
        ["AWS_SECRET_ACCESS_KEY"] = "testing",
        ["AWS_REGION"] = "eu-central-1",
        ["AWS_DEFAULT_REGION"] = "eu-central-1",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_PROFILE"] = null,
    };

    public async Task InitializeAsync()
    {
        // Where it is missing, the tests that need it are skipped, or say so.
        if (MotoProcess.Missing() is null)
        {
            _process = await MotoProcess.StartAsync();
            Endpoint = _process.Endpoint;
            await WarmUpAsync();
        }
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    /// <summary>Who first asks for all that is tagged waits until moto has loaded each of its services, which on a busy machine takes longer than a call to AWS may.</summary>
    private async Task WarmUpAsync()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Endpoint) { Content = new StringContent("{}", MediaTypeHeaderValue.Parse("application/x-amz-json-1.1")) };
        request.Headers.Add("X-Amz-Target", "ResourceGroupsTaggingAPI_20170126.GetResources");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20260101/eu-central-1/tagging/aws4_request, SignedHeaders=host, Signature=none");
        using HttpResponseMessage response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Forgets everything.</summary>
    public async Task ResetAsync()
    {
        using HttpResponseMessage response = await _client.PostAsync(new Uri($"{Endpoint}/moto-api/reset"), content: null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The ARNs of everything that bears a tag, asked through the AWS CLI.</summary>
    public async Task<string[]> ListAsync(string tag, string value)
    {
        JsonElement answer = await AskAsync("resourcegroupstaggingapi", "get-resources", "--tag-filters", JsonSerializer.Serialize(new[] { new { Key = tag, Values = new[] { value } } }));

        // Jobs of Glue without tags are listed for whatever tag is asked for, even when they are deleted.
        return
        [
            .. answer.GetProperty("ResourceTagMappingList").EnumerateArray()
                .Where(found => found.GetProperty("Tags").EnumerateArray().Any(pair => pair.GetProperty("Key").GetString() == tag && pair.GetProperty("Value").GetString() == value))
                .Select(found => found.GetProperty("ResourceARN").GetString()!),
        ];
    }

    /// <summary>The AWS CLI's answer.</summary>
    public async Task<JsonElement> AskAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(TestTools.FindProgram("aws")!, [.. arguments, "--output", "json", "--endpoint-url", Endpoint]) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach ((string name, string? variable) in Variables)
        {
            start.Environment[name] = variable;
        }

        using Process process = Process.Start(start)!;
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0);
        return JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement;
    }
}
