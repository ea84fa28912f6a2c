using Amazon.Runtime;

namespace Lumina.Environments.Aws.Tests;

/// <summary>A manager whose AWS is a moto server, and whose state is in a directory of the test's own.</summary>
internal sealed class AwsEnvironmentLab : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly bool _ownsDirectory;

    public AwsEnvironmentLab(MotoServer moto, Action<AwsOptions>? configure = null, string? stateDirectory = null, IEnvironmentStore? store = null, TimeProvider? time = null)
    {
        _ownsDirectory = stateDirectory is null;
        _directory = stateDirectory is null ? Directory.CreateTempSubdirectory("lumina-aws-tests-") : new DirectoryInfo(stateDirectory);
        Manager = EnvironmentManager.Create(environments =>
        {
            environments.Configure(options => options.AllowVolatileStore = true);
            environments.UseAws(options =>
            {
                Point(options, moto, _directory.FullName);
                configure?.Invoke(options);
            });
            if (store is not null)
            {
                environments.UseStore(store);
            }

            if (time is not null)
            {
                environments.UseTimeProvider(time);
            }
        });
    }

    public EnvironmentManager Manager { get; }

    public string StateDirectory => _directory.FullName;

    public static void Point(AwsOptions options, MotoServer moto, string stateDirectory)
    {
        options.Region = ConfigurationLab.Region;
        options.EndpointUrl = new Uri(moto.Endpoint);
        options.Credentials = new BasicAWSCredentials("testing", "testing");
        options.StateDirectory = stateDirectory;
        options.ProviderVersion = TestTools.ProviderVersion;
        options.Terraform.PluginMirror = TestTools.Mirror;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Manager.DisposeAsync();
        }
        finally
        {
            if (_ownsDirectory)
            {
                _directory.Delete(recursive: true);
            }
        }
    }
}
