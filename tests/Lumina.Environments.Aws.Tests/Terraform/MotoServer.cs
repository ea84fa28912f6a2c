using System.Diagnostics;
using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>A moto server on a free port of the loopback interface: an AWS without an account. It ends with the tests, however they end.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    /// <summary>The shell ends moto when its input ends: when this process stops it, or is gone.</summary>
    private const string Script = """
        "$0" -H 127.0.0.1 -p 0 2>&1 </dev/null & server=$!
        read -r end
        kill $server
        """;

    private const string Started = "Running on ";

    private readonly HttpClient _client = new();
    private Process? _process;

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
        if (TestTools.FindProgram("moto_server") is not { } program)
        {
            // The tests that need it are skipped, or say so.
            return;
        }

        ProcessStartInfo start = new("/bin/sh", ["-c", Script, program]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };

        // A certificate counts as valid after a minute, else, and the roles of AWS's services have no policies.
        start.Environment["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true";
        start.Environment["MOTO_ACM_VALIDATION_WAIT"] = "1";
        // Of each service of ECS one task runs, or nobody who waits for it comes to an end.
        start.Environment["MOTO_ECS_SERVICE_RUNNING"] = "1";
        _process = Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            int at = line.IndexOf(Started, StringComparison.Ordinal);
            if (at >= 0)
            {
                Endpoint = line[(at + Started.Length)..].Trim();
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail("moto_server ended before it listened.");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
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
