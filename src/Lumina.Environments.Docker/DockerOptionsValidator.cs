using Microsoft.Extensions.Options;

namespace Lumina.Environments.Docker;

/// <summary>Bounds what can be said in <see cref="DockerOptions"/>.</summary>
internal sealed class DockerOptionsValidator : IValidateOptions<DockerOptions>
{
    private static readonly string[] Schemes = ["unix", "npipe", "tcp", "http", "https"];

    private static readonly string[] KnownTypes = [.. ((IEnumerable<DatabaseType>)[DatabaseType.PostgreSql, DatabaseType.MySql, DatabaseType.Redis, .. ContainerDatabaseKind.All.Select(kind => kind.Type)]).Select(type => type.Name)];

    public ValidateOptionsResult Validate(string? name, DockerOptions options)
    {
        List<string> faults = [];
        Check(
            options.Endpoint is null || (options.Endpoint.IsAbsoluteUri && Schemes.Contains(options.Endpoint.Scheme)),
            $"{nameof(DockerOptions.Endpoint)} is {options.Endpoint}: it is an address with one of the schemes {string.Join(", ", Schemes)}, such as unix:///var/run/docker.sock.");
        if (options.CertificateDirectory is { } directory && EngineCertificates.Check(directory) is { } problem)
        {
            faults.Add($"{nameof(DockerOptions.CertificateDirectory)} is '{directory}': {problem}. It is a directory with ca.pem, cert.pem and key.pem, as DOCKER_CERT_PATH is.");
        }

        Check(Enum.IsDefined(options.Lifetime), $"{nameof(DockerOptions.Lifetime)} is {options.Lifetime}: it is {string.Join(" or ", Enum.GetNames<DockerLifetime>())}.");
        Check(options.PublishAddress is null || System.Net.IPAddress.TryParse(options.PublishAddress, out _), $"{nameof(DockerOptions.PublishAddress)} is '{options.PublishAddress}': it is an IP address, such as 127.0.0.1.");
        Range(options.ImageTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(2), nameof(DockerOptions.ImageTimeout), "1 second to 2 hours");
        Range(options.ServerStartTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(DockerOptions.ServerStartTimeout), "1 second to 10 minutes");
        Range(options.StopGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10), nameof(DockerOptions.StopGrace), "0 to 10 minutes");
        Range(options.SettleTime, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(DockerOptions.SettleTime), "0 to 1 minute");
        Check(options.LogBytes is >= 64 * 1024 and <= 1024L * 1024 * 1024, $"{nameof(DockerOptions.LogBytes)} is {options.LogBytes}: it is 64 KiB to 1 GiB.");
        Check(options.MaximumConnections is >= 10 and <= 10_000, $"{nameof(DockerOptions.MaximumConnections)} is {options.MaximumConnections}: it is 10 to 10,000.");
        foreach ((string option, string? value) in (ReadOnlySpan<(string, string?)>)[
            (nameof(DockerOptions.ImagePrefix), options.ImagePrefix), (nameof(DockerOptions.HostAddress), options.HostAddress)])
        {
            Check(value is null || !string.IsNullOrWhiteSpace(value), $"{option} is blank: leave it out for the default.");
        }

        Check(!string.IsNullOrWhiteSpace(options.DotnetImage), $"{nameof(DockerOptions.DotnetImage)} is blank: it is the image on which .NET projects run.");
        Check(!string.IsNullOrWhiteSpace(options.BuildConfiguration), $"{nameof(DockerOptions.BuildConfiguration)} is empty: it is a configuration of the projects, such as Release.");
        foreach ((string type, string image) in options.DatabaseImages)
        {
            Check(
                KnownTypes.Contains(type, StringComparer.OrdinalIgnoreCase),
                $"{nameof(DockerOptions.DatabaseImages)} has an image for '{type}', which is no type of database here: it is one of {string.Join(", ", KnownTypes)}.");
            Check(!string.IsNullOrWhiteSpace(image), $"{nameof(DockerOptions.DatabaseImages)} has a blank image for {type}: leave it out for the usual one.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Range(TimeSpan value, TimeSpan least, TimeSpan most, string option, string words) => Check(value >= least && value <= most, $"{option} is {value}: it is {words}.");

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}
