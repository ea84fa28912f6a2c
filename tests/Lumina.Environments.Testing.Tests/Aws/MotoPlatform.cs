using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lumina.Environments.Moto;
using Lumina.Environments.Testing.Tests.Local;

namespace Lumina.Environments.Testing.Tests.Aws;

/// <summary>A moto server in place of AWS, and the directory in which terraform keeps what it knows. As text it tells a child process where both are.</summary>
internal sealed class MotoPlatform : IAsyncDisposable
{
    public const string Account = "123456789012";
    public const string Region = "eu-central-1";

    private readonly MotoProcess _moto;

    private MotoPlatform(MotoProcess moto) => _moto = moto;

    public string Endpoint => _moto.Endpoint;

    public string StateDirectory { get; } = Directory.CreateTempSubdirectory("lumina-kit-aws-").FullName;

    /// <summary>Skips the rule where something is missing, or fails it where the machine is said to have it.</summary>
    public static void Require()
    {
        LocalPlatform.Require("terraform", "terraform");
        LocalPlatform.Require("moto", "moto_server");
        if (ProviderMirror.Missing() is { } missing)
        {
            Assert.Skip(missing);
        }
    }

    public static async Task<MotoPlatform> StartAsync() => new(await MotoProcess.StartAsync());

    /// <summary>The names of all tables, asked past the provider and everything that it uses.</summary>
    public static async Task<string[]> TablesAsync(HttpClient client, string endpoint, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(endpoint)) { Content = new StringContent("{}", Encoding.UTF8, new MediaTypeHeaderValue("application/x-amz-json-1.0")) };
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.ListTables");
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=testing/20300101/{Region}/dynamodb/aws4_request, SignedHeaders=host, Signature=none");
        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
        using JsonDocument answer = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken));
        return [.. answer.RootElement.GetProperty("TableNames").EnumerateArray().Select(name => name.GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        await _moto.DisposeAsync();
        Directory.Delete(StateDirectory, recursive: true);
    }
}
