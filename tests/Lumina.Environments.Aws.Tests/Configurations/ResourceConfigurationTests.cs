namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class ResourceConfigurationTests : IDisposable
{
    private static readonly InfrastructureConfiguration Configuration = new();

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-aws-tests-");

    [Fact]
    public void Resources_of_each_type_are_what_their_snapshot_says()
    {
        AwsComponent component = InfrastructureLab.Write(InfrastructureLab.Resources, InfrastructureLab.Network, InfrastructureLab.CodeDirectory(_directory.FullName));

        ConfigurationLab.ShouldMatch(component, "infrastructure-resources", _directory.FullName);
        Configuration.FindObstacles(InfrastructureLab.Resources, new AwsOptions()).Should().BeEmpty();
    }

    [Fact]
    public void What_they_give_bears_their_names()
    {
        AwsComponent component = InfrastructureLab.Write(InfrastructureLab.Resources, InfrastructureLab.Network, InfrastructureLab.CodeDirectory(_directory.FullName));

        Configuration.Read(InfrastructureLab.Resources, component, InfrastructureLab.Answer(component)).Select(output => output.Name).Should().Equal(
            "region", "files.bucketName", "files.arn", "plain.bucketName", "plain.arn", "resize.functionName", "resize.arn", "api.url", "api.apiId", "open-api.url", "open-api.apiId",
            "cdn.url", "cdn.distributionId", "front.url", "front.distributionId", "zone.zoneId", "zone.nameServers", "zone.name", "inner.zoneId", "inner.nameServers", "inner.name", "note.name", "elsewhere.name", "loadBalancerHost", "http");
    }

    [Fact]
    public void Settings_that_nobody_reads_or_that_make_no_sense_are_said_all_at_once()
    {
        InfrastructureSpec spec = new()
        {
            LoadBalancer = new LoadBalancerSpec(),
            Resources =
            [
                InfrastructureLab.Resource("a", ResourceType.S3, ("public", "true"), ("versioning", "yes"), ("expireAfterDays", "0")),
                InfrastructureLab.Resource("b", ResourceType.Lambda, ("handler", "x"), ("memory", "1${x}"), ("environment.", "x")),
                InfrastructureLab.Resource("c", ResourceType.ApiGateway, ("target", "a"), ("authorization", "open")),
                InfrastructureLab.Resource("d", ResourceType.CloudFront, ("origin", "load-balancer"), ("priceClass", "1")),
                InfrastructureLab.Resource("e", ResourceType.CloudFront, ("origin", "a")),
                InfrastructureLab.Resource("f", ResourceType.CloudFront, ("origin", "a")),
                InfrastructureLab.Resource("g", ResourceType.Route53, ("zone", "x.example.com"), ("record", "y.example.com"), ("recordType", "B")),
                InfrastructureLab.Resource("h", ResourceType.Route53, ("zone", "x.example.com"), ("ttl", "5")),
                InfrastructureLab.Resource("i", ResourceType.Route53, ("zone", "x.example.com")),
                InfrastructureLab.Resource("j", ResourceType.Ec2),
                InfrastructureLab.Resource("k", ResourceType.Rds),
                InfrastructureLab.Resource("l", new ResourceType("queue")),
            ],
        };

        Configuration.FindObstacles(spec, new AwsOptions()).Select(obstacle => obstacle.ToString()).Should().Equal(
            "resources[0].settings.public: s3 'a' has a setting 'public', which there is not. There are versioning, expireAfterDays.",
            "resources[0].settings.versioning: s3 'a' has 'yes' for 'versioning'. It is one of true, false.",
            "resources[0].settings.expireAfterDays: s3 'a' has '0' for 'expireAfterDays'. It is a number from 1 to 3650.",
            "resources[1].settings.environment.: lambda 'b' has a setting 'environment.', which there is not. There are zip, handler, runtime, memory, timeout, architecture, environment.NAME.",
            "resources[1].settings.zip: lambda 'b' wants the setting 'zip'. Give the zip file with the code, relative to the spec.",
            "resources[1].settings.runtime: lambda 'b' wants the setting 'runtime'. Give what runs it, such as nodejs22.x, python3.13 or dotnet8.",
            "resources[1].settings.memory: lambda 'b' has '1${x}' for 'memory'. It is a number from 128 to 10240.",
            "resources[2].settings.target: api-gateway 'c' has 'a' for 'target', and there is no resource of type lambda with that name. There are b, load-balancer.",
            "resources[2].settings.authorization: api-gateway 'c' has 'open' for 'authorization'. It is one of iam, none.",
            "resources[3].settings.origin: cloudfront 'd' reaches the load balancer over the internet, and it is not public. Set loadBalancer.public.",
            "resources[3].settings.priceClass: cloudfront 'd' has '1' for 'priceClass'. It is one of PriceClass_100, PriceClass_200, PriceClass_All.",
            "resources[5].settings.origin: cloudfront 'f' stands before 'a', as cloudfront 'e' does. Take one of them for each bucket.",
            "resources[6].settings.recordType: route53 'g' has 'B' for 'recordType'. It is one of A, AAAA, CAA, CNAME, MX, NS, PTR, SRV, TXT.",
            "resources[6].settings.values: route53 'g' wants the setting 'values'. Give the record's values, one a line.",
            "resources[6].settings.record: route53 'g' has a record 'y.example.com', which is not in its zone 'x.example.com'. Write the whole name, such as www.x.example.com.",
            "resources[7].settings.ttl: route53 'h' has 'ttl', which is of a record, and no 'record'. Name the record, or leave it out.",
            "resources[8].settings.zone: route53 'i' makes the zone 'x.example.com', as route53 'h' does. Take one of them.",
            "resources[9].type: ec2 'j': machines are not resources here. Give the infrastructure instanceCount and instanceType, or autoScaling.",
            "resources[10].type: rds 'k': databases are components of their own. Add one of type postgresql or mysql to the environment's databases.",
            "resources[11].type: queue 'l' is of a type that there is not on AWS. There are s3, lambda, api-gateway, cloudfront, route53.");
    }

    [Fact]
    public void Code_that_is_not_there_is_said_with_its_path()
    {
        InfrastructureSpec spec = new() { Resources = [InfrastructureLab.Resource("b", ResourceType.Lambda, ("zip", "missing.zip"), ("handler", "x"), ("runtime", "python3.13"))] };

        InfrastructureLab.Write(spec, baseDirectory: _directory.FullName).Faults.Should().Equal(new SpecificationFault(
            "resources[0].settings.zip", $"lambda 'b' has its code in '{_directory.FullName}/missing.zip', which can't be read.", "Build the zip file first, or correct the setting."));
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
