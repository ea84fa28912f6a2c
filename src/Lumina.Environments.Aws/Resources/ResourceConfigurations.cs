namespace Lumina.Environments.Aws;

/// <summary>The types of cloud resources that there are.</summary>
internal static class ResourceConfigurations
{
    private static readonly IResourceConfiguration[] All =
        [new S3Configuration(), new LambdaConfiguration(), new ApiGatewayConfiguration(), new CloudFrontConfiguration(), new Route53Configuration()];

    public static IResourceConfiguration? Find(ResourceSpec resource) => Array.Find(All, configuration => configuration.Type == resource.Type);

    public static IEnumerable<string> FindObstacles(InfrastructureSpec spec) => spec.Resources.SelectMany(resource =>
    {
        ResourceSettings settings = new(resource);
        return Find(resource) is { } configuration
            ? settings.FindUnknown(configuration.Settings).Concat(configuration.FindObstacles(settings, spec))
            : [WhyUnknown(resource, settings)];
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

    private static string WhyUnknown(ResourceSpec resource, ResourceSettings settings) => resource.Type.Name switch
    {
        "ec2" => $"{settings.Title}: machines are not resources here; give the infrastructure instanceCount and instanceType, or autoScaling",
        "rds" => $"{settings.Title}: databases are components of their own; add one of type postgresql or mysql to the environment's databases",
        _ => $"{settings.Title} is of a type that there is not on AWS; there are {string.Join(", ", All.Select(configuration => configuration.Type.Name))}",
    };
}
