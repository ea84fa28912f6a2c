using System.Diagnostics;
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
        return [.. answer.GetProperty("ResourceTagMappingList").EnumerateArray().Select(found => found.GetProperty("ResourceARN").GetString()!)];
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
