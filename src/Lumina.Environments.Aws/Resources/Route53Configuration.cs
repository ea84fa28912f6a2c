using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Aws;

/// <summary>A zone; or, where a record is named, a record in a zone that is there already or that another resource makes.</summary>
internal sealed partial class Route53Configuration : IResourceConfiguration
{
    private const string Zone = "zone";
    private const string Private = "private";
    private const string Record = "record";
    private const string RecordType = "recordType";
    private const string Values = "values";
    private const string TimeToLive = "ttl";
    private const int LongestTimeToLive = 604_800;

    private static readonly string[] RecordTypes = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SRV", "TXT"];

    /// <summary>Whether a resource is a zone that is answered for in the environment's network alone.</summary>
    public static bool NeedsNetwork(ResourceSpec resource) => resource.Type == ResourceType.Route53 && !resource.Settings.ContainsKey(Record) && new ResourceSettings(resource).Flag(Private);

    public ResourceType Type => ResourceType.Route53;

    public IReadOnlyList<string> Settings => [Zone, Private, Record, RecordType, Values, TimeToLive];

    public IReadOnlyList<string> Outputs => ["zoneId", "nameServers", "name"];

    public TimeSpan EstimateDuration(ResourceSettings settings) => TimeSpan.FromSeconds(60);

    public IEnumerable<SpecificationFault> FindObstacles(ResourceSettings settings, InfrastructureSpec infrastructure)
    {
        List<SpecificationFault?> obstacles = [settings.WhyNotGiven(Zone, "the name of the zone, such as test.example.com"), settings.WhyNotLike(Zone, NameForm(), "the name of a zone, such as test.example.com"), settings.WhyNotFlag(Private)];
        if (settings.Find(Record) is { } record)
        {
            obstacles.Add(settings.WhyNotGiven(RecordType, $"one of {string.Join(", ", RecordTypes)}"));
            obstacles.Add(settings.WhyNotOneOf(RecordType, RecordTypes));
            obstacles.Add(settings.WhyNotGiven(Values, "the record's values, one a line"));
            obstacles.AddRange(FindAddressObstacles(settings));
            obstacles.Add(settings.WhyNotNumber(TimeToLive, 0, LongestTimeToLive));
            obstacles.Add(settings.Find(Zone) is { Length: > 0 } zone && !IsWithin(record, zone)
                ? settings.Fault(Record, $"{settings.Title} has a record '{record}', which is not in its zone '{zone}'.", $"Write the whole name, such as www.{zone}.")
                : null);
        }
        else
        {
            obstacles.AddRange(new[] { RecordType, Values, TimeToLive }.Where(name => settings.Find(name) is not null)
                .Select(name => settings.Fault(name, $"{settings.Title} has '{name}', which is of a record, and no '{Record}'.", "Name the record, or leave it out.")));
            obstacles.Add(settings.Find(Zone) is { Length: > 0 } zone && FindMaker(infrastructure, zone) is { } first && first != settings.Name
                ? settings.Fault(Zone, $"{settings.Title} makes the zone '{zone}', as route53 '{first}' does.", "Take one of them.")
                : null);
        }

        return obstacles.OfType<SpecificationFault>();
    }

    public void Write(ResourceSettings settings, InfrastructureSpec infrastructure, AwsComponent component, AwsNetwork? network)
    {
        string zone = settings.Get(Zone);
        if (settings.Find(Record) is { } record)
        {
            component.Untagged("aws_route53_record", $"{settings.Name}-record", new TerraformBlock
            {
                ["zone_id"] = FindMaker(infrastructure, zone) is { } maker
                    ? TerraformExpression.Attribute(component.Address("aws_route53_zone", maker), "zone_id")
                    : TerraformExpression.DataAttribute(component.Data("aws_route53_zone", settings.Name, new TerraformBlock { ["name"] = zone, ["private_zone"] = settings.Flag(Private) }), "zone_id"),
                ["name"] = record,
                ["type"] = settings.Get(RecordType),
                ["ttl"] = settings.Number(TimeToLive, 300),
                ["records"] = TerraformValue.List([.. Lines(settings.Get(Values)).Select(value => (TerraformValue)value)]),
            });
            component.Output(settings.OutputName("name"), record);
            return;
        }

        TerraformAddress address = component.Tagged("aws_route53_zone", settings.Name, new TerraformBlock
        {
            ["name"] = zone,
            ["comment"] = component.PlatformName(settings.Name, 128),
            ["force_destroy"] = true,
            ["vpc"] = settings.Flag(Private) ? TerraformValue.List(new TerraformBlock { ["vpc_id"] = network!.VpcId }) : null,
        });
        component.Output(settings.OutputName("zoneId"), TerraformExpression.Attribute(address, "zone_id"));
        component.Output(settings.OutputName("name"), zone);
        component.Output(settings.OutputName("nameServers"), TerraformExpression.Attribute(address, "name_servers"));
    }

    private static IEnumerable<SpecificationFault> FindAddressObstacles(ResourceSettings settings)
    {
        AddressFamily? family = settings.Find(RecordType) switch { "A" => AddressFamily.InterNetwork, "AAAA" => AddressFamily.InterNetworkV6, _ => null };
        string[] wrong = family is null ? [] : [.. Lines(settings.Find(Values) ?? "").Where(value => !IPAddress.TryParse(value, out IPAddress? address) || address.AddressFamily != family)];
        if (wrong.Length > 0)
        {
            yield return settings.Fault(Values, $"{settings.Title} has {string.Join(", ", wrong.Select(value => $"'{value}'"))} in a record of type {settings.Find(RecordType)}.", family == AddressFamily.InterNetwork ? "Give addresses of IPv4, one a line." : "Give addresses of IPv6, one a line.");
        }
    }

    private static string[] Lines(string values) => values.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"^(?=.{1,253}\.?$)([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)(\.[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)*\.?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NameForm();

    private static bool IsWithin(string record, string zone) =>
        record.Equals(zone, StringComparison.OrdinalIgnoreCase) || record.EndsWith("." + zone, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first resource that makes a zone of that name.</summary>
    private static string? FindMaker(InfrastructureSpec infrastructure, string zone) => infrastructure.Resources
        .FirstOrDefault(resource => resource.Type == ResourceType.Route53 && !resource.Settings.ContainsKey(Record) && resource.Settings.GetValueOrDefault(Zone) == zone)?.Name;
}
