using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>The types of cloud resources that there are.</summary>
internal static class ResourceConfigurations
{
    private static readonly IResourceConfiguration[] All =
        [new S3Configuration(), new LambdaConfiguration(), new ApiGatewayConfiguration(), new CloudFrontConfiguration(), new Route53Configuration()];

    public static IResourceConfiguration? Find(ResourceSpec resource) => Array.Find(All, configuration => configuration.Type == resource.Type);

    public static IEnumerable<SpecificationFault> FindObstacles(InfrastructureSpec spec) => spec.Resources.SelectMany((resource, index) =>
    {
        ResourceSettings settings = new(resource);
        IEnumerable<SpecificationFault> obstacles = Find(resource) is { } configuration
            ? settings.FindUnknown(configuration.Settings).Concat(configuration.FindObstacles(settings, spec))
            : [WhyUnknown(resource, settings)];
        return obstacles.Select(obstacle => obstacle with { Path = string.Create(CultureInfo.InvariantCulture, $"resources[{index}].{obstacle.Path}") });
    });

    public static void Write(InfrastructureSpec spec, AwsComponent component, AwsNetwork? network)
    {
        foreach (ResourceSpec resource in spec.Resources)
        {
            Find(resource)!.Write(new ResourceSettings(resource), spec, component, network);
        }
    }

    /// <summary>Adds the resources' outputs, each under its resource's name.</summary>
    public static ComponentOutputs Read(InfrastructureSpec spec, AwsValues values, ComponentOutputs outputs) => spec.Resources
        .SelectMany(resource => Find(resource)!.Outputs.Select(new ResourceSettings(resource).OutputName))
        .Where(name => values.Find(name) is not null)
        .Aggregate(outputs, (given, name) => given.With(name, values.Get(name)));

    private static SpecificationFault WhyUnknown(ResourceSpec resource, ResourceSettings settings) => resource.Type.Name switch
    {
        "ec2" => new("type", $"{settings.Title}: machines are not resources here.", "Give the infrastructure instanceCount and instanceType, or autoScaling."),
        "rds" => new("type", $"{settings.Title}: databases are components of their own.", "Add one of type postgresql or mysql to the environment's databases."),
        _ => new("type", $"{settings.Title} is of a type that there is not on AWS.", $"There are {string.Join(", ", All.Select(configuration => configuration.Type.Name))}."),
    };
}
