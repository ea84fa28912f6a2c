using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>A domain name for the load balancer: a record in the zone above it, which is there already, and where it is served over TLS a certificate.</summary>
internal static class DomainConfiguration
{
    private const string Role = "domain";
    private const string CertificateRole = "certificate";
    private const int LongestCertifiedName = 64;
    private const int FewestLabels = 3;

    public static IEnumerable<SpecificationFault> FindObstacles(InfrastructureSpec spec)
    {
        string? tlsPort = PathOfTlsPort(spec);
        if (spec.Domain is not { } domain)
        {
            if (tlsPort is not null)
            {
                yield return new(tlsPort, "loadBalancer.ports has 443, and without a domain there is no certificate for it.", "Give the infrastructure a domain with tls, or leave port 443 out.");
            }

            yield break;
        }

        if (Uri.CheckHostName(domain.Name) != UriHostNameType.Dns)
        {
            // A fault of the spec, wherever it is made.
            yield break;
        }

        string name = Name(domain);
        if (spec.LoadBalancer is null)
        {
            yield return new("domain", $"Domain '{name}' would name the load balancer, and there is none.", "Add loadBalancer, or take a resource of type route53 for a record of another kind.");
        }

        if (name.Split('.').Length < FewestLabels)
        {
            yield return new("domain.name", $"Domain '{name}' has no zone above it that could be yours.", $"Take a name within a zone of Route 53, such as checkout.{name}.");
        }

        if (!domain.Tls && tlsPort is not null)
        {
            yield return new(tlsPort, "loadBalancer.ports has 443, and domain.tls is off.", "Turn it on, or leave port 443 out.");
        }

        if (domain is { Tls: true, Certificate: null } && name.Length > LongestCertifiedName)
        {
            yield return new("domain.name", $"Domain '{name}' has more than {LongestCertifiedName} characters, and AWS makes no certificate for such a name.", "Name a certificate of your own by its ARN, or take a shorter name.");
        }

        if (domain.Certificate is { } certificate && AwsArn.TryParse(certificate) is not { Service: "acm" })
        {
            yield return new("domain.certificate", $"domain.certificate '{certificate}' is no ARN of a certificate.", "Give that of a certificate in AWS Certificate Manager, in the environment's region.");
        }
    }

    /// <summary>As DNS has it: names with other letters than ASCII's in their encoded form.</summary>
    public static string Name(DomainSpec domain) => new IdnMapping().GetAscii(domain.Name.TrimEnd('.')).ToLowerInvariant();

    public static void Write(DomainSpec domain, AwsComponent component)
    {
        TerraformAddress balancer = component.Address("aws_lb");
        component.Untagged("aws_route53_record", Role, new TerraformBlock
        {
            ["zone_id"] = TerraformExpression.DataAttribute(WriteZone(domain, component), "zone_id"),
            ["name"] = Name(domain),
            ["type"] = "A",
            ["alias"] = TerraformValue.List(new TerraformBlock
            {
                ["name"] = TerraformExpression.Attribute(balancer, "dns_name"),
                ["zone_id"] = TerraformExpression.Attribute(balancer, "zone_id"),
                ["evaluate_target_health"] = false,
            }),
        });
    }

    /// <summary>The ARN of the certificate: the given one, else of one that is made, once it is valid.</summary>
    public static TerraformValue WriteCertificate(DomainSpec domain, AwsComponent component)
    {
        if (domain.Certificate is { } given)
        {
            return given;
        }

        TerraformAddress certificate = component.Tagged("aws_acm_certificate", CertificateRole, new TerraformBlock { ["domain_name"] = Name(domain), ["validation_method"] = "DNS" });
        TerraformAddress record = component.Untagged("aws_route53_record", CertificateRole, new TerraformBlock
        {
            ["zone_id"] = TerraformExpression.DataAttribute(component.Address("aws_route53_zone", Role), "zone_id"),
            ["name"] = Validation("resource_record_name"),
            ["type"] = Validation("resource_record_type"),
            ["records"] = TerraformValue.List(Validation("resource_record_value")),
            ["ttl"] = 60,
        });
        TerraformAddress validation = component.Untagged("aws_acm_certificate_validation", CertificateRole, new TerraformBlock
        {
            ["certificate_arn"] = TerraformExpression.Attribute(certificate, "arn"),
            ["validation_record_fqdns"] = TerraformValue.List(TerraformExpression.Attribute(record, "fqdn")),
        });
        return TerraformExpression.Attribute(validation, "certificate_arn");

        TerraformExpression Validation(string attribute) => TerraformExpression.OnlyMember(certificate, "domain_validation_options", attribute);
    }

    /// <summary>Null where the load balancer does not listen there.</summary>
    private static string? PathOfTlsPort(InfrastructureSpec spec)
    {
        int index = spec.LoadBalancer?.Ports.ToList().IndexOf(Listener.TlsPort) ?? -1;
        return index < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"loadBalancer.ports[{index}]");
    }

    private static TerraformAddress WriteZone(DomainSpec domain, AwsComponent component)
    {
        string name = Name(domain);
        return component.Data("aws_route53_zone", Role, new TerraformBlock { ["name"] = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..], ["private_zone"] = false });
    }
}
