namespace Lumina.Environments.Aws;

/// <summary>What one type of cloud resource is on AWS.</summary>
internal interface IResourceConfiguration
{
    /// <summary>The type.</summary>
    ResourceType Type { get; }

    /// <summary>The names of the settings that it knows. One that ends with a full stop stands for any name that begins with it.</summary>
    IReadOnlyList<string> Settings { get; }

    /// <summary>The names of its outputs; a component's output has the resource's name before it: <c>files.bucketName</c>.</summary>
    IReadOnlyList<string> Outputs { get; }

    /// <summary>What of its settings can't be made; paths are relative to the resource.</summary>
    IEnumerable<SpecificationFault> FindObstacles(ResourceSettings settings, InfrastructureSpec infrastructure);

    /// <summary>How long making it takes, roughly.</summary>
    TimeSpan EstimateDuration(ResourceSettings settings);

    /// <summary>Writes the resource and its outputs.</summary>
    void Write(ResourceSettings settings, InfrastructureSpec infrastructure, AwsComponent component, AwsNetwork? network);
}
