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

        Configuration.FindObstacles(spec, new AwsOptions()).Should().Equal(
            "s3 'a' has a setting 'public', which there is not; there are versioning, expireAfterDays",
            "s3 'a' has 'yes' for 'versioning'; it is one of true, false",
            "s3 'a' has '0' for 'expireAfterDays'; it is a number from 1 to 3650",
            "lambda 'b' has a setting 'environment.', which there is not; there are zip, handler, runtime, memory, timeout, architecture, environment.NAME",
            "lambda 'b' wants the setting 'zip': the zip file with the code, relative to the spec",
            "lambda 'b' wants the setting 'runtime': what runs it, such as nodejs22.x, python3.13 or dotnet8",
            "lambda 'b' has '1${x}' for 'memory'; it is a number from 128 to 10240",
            "api-gateway 'c' has 'a' for 'target', and there is no resource of type lambda with that name; there are b, load-balancer",
            "api-gateway 'c' has 'open' for 'authorization'; it is one of iam, none",
            "cloudfront 'd' reaches the load balancer over the internet, and it is not public; set loadBalancer.public",
            "cloudfront 'd' has '1' for 'priceClass'; it is one of PriceClass_100, PriceClass_200, PriceClass_All",
            "cloudfront 'f' stands before 'a', as cloudfront 'e' does; take one of them for each bucket",
            "route53 'g' has 'B' for 'recordType'; it is one of A, AAAA, CAA, CNAME, MX, NS, PTR, SRV, TXT",
            "route53 'g' wants the setting 'values': the record's values, one a line",
            "route53 'g' has a record 'y.example.com', which is not in its zone 'x.example.com'; write the whole name, such as www.x.example.com",
            "route53 'h' has 'ttl', which is of a record, and no 'record'; name the record, or leave it out",
            "route53 'i' makes the zone 'x.example.com', as route53 'h' does; take one of them",
            "ec2 'j': machines are not resources here; give the infrastructure instanceCount and instanceType, or autoScaling",
            "rds 'k': databases are components of their own; add one of type postgresql or mysql to the environment's databases",
            "queue 'l' is of a type that there is not on AWS; there are s3, lambda, api-gateway, cloudfront, route53");
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
