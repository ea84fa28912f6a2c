using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lumina.Environments.Testing.Tests.Local;

namespace Lumina.Environments.Testing.Tests.Aws;

/// <summary>A moto server in place of AWS, and the directory in which terraform keeps what it knows. As text it tells a child process where both are.</summary>
internal sealed class MotoPlatform : IDisposable
{
    public const string Account = "123456789012";
    public const string Region = "eu-central-1";

    private const string ProviderPath = "registry.terraform.io/hashicorp/aws";
    private const string MirrorVariable = "LUMINA_TERRAFORM_PLUGINS";
    private const string Started = "Running on ";

    // Moto ends when its input ends: with this process, however that ends.
    private const string Script = """
        "$0" -H 127.0.0.1 -p 0 2>&1 </dev/null & server=$!
        read -r end
        kill $server
        """;

    private readonly Process _process;

    private MotoPlatform(Process process, string endpoint, string directory) => (_process, Endpoint, StateDirectory) = (process, endpoint, directory);

    public string Endpoint { get; }

    public string StateDirectory { get; }

    /// <summary>The mirror of providers: by variable, else in a folder of <c>/opt</c>.</summary>
    public static string? Mirror { get; } = Array.Find(
        [Environment.GetEnvironmentVariable(MirrorVariable) ?? "", .. Directory.Exists("/opt") ? Directory.GetDirectories("/opt") : []],
        place => place.Length > 0 && Directory.Exists(Path.Combine(place, ProviderPath)));

    public static string ProviderVersion => Directory.GetDirectories(Path.Combine(Mirror!, ProviderPath)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).Last();

    /// <summary>Skips the rule where something is missing, or fails it where the machine is said to have it.</summary>
    public static void Require()
    {
        LocalPlatform.Require("terraform", "terraform", "/opt/terraform");
        LocalPlatform.Require("moto", "moto_server");
        Assert.SkipUnless(Mirror is not null, $"No mirror with the AWS provider is on this machine: make one with 'terraform providers mirror DIRECTORY' and name it in {MirrorVariable}.");
    }

    public static MotoPlatform Start()
    {
        string program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "moto_server")).First(File.Exists);
        Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, program]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            int at = line.IndexOf(Started, StringComparison.Ordinal);
            if (at >= 0)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new MotoPlatform(process, line[(at + Started.Length)..].Trim(), Directory.CreateTempSubdirectory("lumina-kit-aws-").FullName);
            }
        }

        throw new InvalidOperationException("moto_server ended before it listened.");
    }

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

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(StateDirectory, recursive: true);
    }
}
