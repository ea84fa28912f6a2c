using Amazon.Runtime;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What finds and recovers things, against moto.</summary>
internal sealed class AwsLab : IDisposable
{
    /// <summary>What moto's every account is called.</summary>
    public const string Account = "123456789012";

    private readonly string _directory = Directory.CreateTempSubdirectory("lumina-aws-tests-").FullName;

    public AwsLab(MotoServer moto)
    {
        Options = new AwsOptions { Region = SampleEnvironment.Region, EndpointUrl = new Uri(moto.Endpoint), Credentials = new BasicAWSCredentials("testing", "testing"), ProviderVersion = TestTools.ProviderVersion };
        Sessions = new AwsSessions(Options, TimeProvider.System);
        Discovery = new AwsDiscovery(Sessions);
    }

    public AwsOptions Options { get; }

    public AwsSessions Sessions { get; }

    public AwsDiscovery Discovery { get; }

    public AwsSession Session => Sessions.Get();

    public static async Task<TerraformInstallation> InstallationAsync(TerraformLab lab)
    {
        TerraformProgram program = await lab.FindProgramAsync();
        return new TerraformInstallation(
            program, new TerraformPluginStore(program, lab.Options, lab.Processes, Path.Combine(lab.Temporary, "plugins")), lab.Runner, lab.Recovery, lab.Options, Path.Combine(AppContext.BaseDirectory, "aws-schemas"));
    }

    public async Task<AwsOrphans> OrphansAsync(TerraformLab lab) =>
        new(Sessions, Discovery, new AwsOrphanPlan(await InstallationAsync(lab), Options, _directory));

    /// <summary>What is found of an environment, as text.</summary>
    public async Task<string[]> FindAsync(SampleEnvironment environment) =>
        [.. (await Discovery.FindAsync(new AwsScope(environment.Id.Value), Session, CancellationToken.None)).Select(resource => $"{resource.Type?.Name} {resource.Id} {resource.Address} {resource.Arn}")];

    public void Dispose()
    {
        Sessions.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
