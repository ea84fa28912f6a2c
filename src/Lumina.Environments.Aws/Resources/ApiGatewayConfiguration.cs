namespace Lumina.Environments.Aws;

/// <summary>An HTTP API before a function of the same infrastructure, or before its load balancer. Callers sign with AWS credentials, unless <c>authorization</c> is <c>none</c>.</summary>
internal sealed class ApiGatewayConfiguration : IResourceConfiguration
{
    private const string Target = "target";
    private const string Authorization = "authorization";
    private const string None = "none";

    public ResourceType Type => ResourceType.ApiGateway;

    public IReadOnlyList<string> Settings => [Target, Authorization];

    public IReadOnlyList<string> Outputs => ["url", "apiId"];

    public TimeSpan EstimateDuration(ResourceSettings settings) => TimeSpan.FromSeconds(60);

    public IEnumerable<SpecificationFault> FindObstacles(ResourceSettings settings, InfrastructureSpec infrastructure) => new[]
    {
        ResourceTarget.WhyNot(settings, Target, ResourceType.Lambda, infrastructure),
        settings.WhyNotOneOf(Authorization, ["iam", None]),
    }.OfType<SpecificationFault>();

    public void Write(ResourceSettings settings, InfrastructureSpec infrastructure, AwsComponent component, AwsNetwork? network)
    {
        TerraformAddress api = component.Tagged("aws_apigatewayv2_api", settings.Name, new TerraformBlock { ["name"] = component.PlatformName(settings.Name, 128), ["protocol_type"] = "HTTP" });
        TerraformValue id = TerraformExpression.Attribute(api, "id");
        string target = settings.Get(Target);
        TerraformAddress integration = component.Untagged("aws_apigatewayv2_integration", settings.Name, target == ResourceTarget.LoadBalancer
            ? BeforeLoadBalancer(settings, infrastructure, component, network!, id)
            : BeforeFunction(settings, component, api, id, LambdaConfiguration.FunctionAddress(component, target)));
        component.Untagged("aws_apigatewayv2_route", settings.Name, new TerraformBlock
        {
            ["api_id"] = id,
            ["route_key"] = "$default",
            ["authorization_type"] = settings.Find(Authorization) == None ? "NONE" : "AWS_IAM",
            ["target"] = TerraformExpression.Join("integrations/", TerraformExpression.Attribute(integration, "id")),
        });
        TerraformAddress stage = component.Tagged("aws_apigatewayv2_stage", settings.Name, new TerraformBlock { ["api_id"] = id, ["name"] = "$default", ["auto_deploy"] = true });
        component.Output(settings.OutputName("url"), TerraformExpression.Attribute(stage, "invoke_url"));
        component.Output(settings.OutputName("apiId"), id);
    }

    private static TerraformBlock BeforeFunction(ResourceSettings settings, AwsComponent component, TerraformAddress api, TerraformValue id, TerraformAddress function)
    {
        component.Untagged("aws_lambda_permission", settings.Name, new TerraformBlock
        {
            ["statement_id"] = component.PlatformName(settings.Name, 100),
            ["action"] = "lambda:InvokeFunction",
            ["function_name"] = TerraformExpression.Attribute(function, "function_name"),
            ["principal"] = "apigateway.amazonaws.com",
            ["source_arn"] = TerraformExpression.Join(TerraformExpression.Attribute(api, "execution_arn"), "/*"),
        });
        return new TerraformBlock
        {
            ["api_id"] = id,
            ["integration_type"] = "AWS_PROXY",
            ["integration_uri"] = TerraformExpression.Attribute(function, "invoke_arn"),
            ["payload_format_version"] = "2.0",
        };
    }

    private static TerraformBlock BeforeLoadBalancer(ResourceSettings settings, InfrastructureSpec infrastructure, AwsComponent component, AwsNetwork network, TerraformValue id)
    {
        string role = $"{settings.Name}-api";
        TerraformValue group = TerraformExpression.Attribute(SecurityGroupConfiguration.WriteGroup(component, role, network.VpcId), "id");
        SecurityGroupConfiguration.WriteRule(component, "egress", role, group, new SecurityRuleSpec(0, 65_535), block: network.Cidr);
        TerraformAddress link = component.Tagged("aws_apigatewayv2_vpc_link", settings.Name, new TerraformBlock
        {
            ["name"] = component.PlatformName(settings.Name, 128),
            ["subnet_ids"] = network.PrivateSubnetIds,
            ["security_group_ids"] = TerraformValue.List(group),
        });
        Listener listener = Listener.Of(infrastructure).First(listener => !listener.Redirects);
        return new TerraformBlock
        {
            ["api_id"] = id,
            ["integration_type"] = "HTTP_PROXY",
            ["integration_method"] = "ANY",
            ["integration_uri"] = TerraformExpression.Attribute(component.Address("aws_lb_listener", LoadBalancerConfiguration.ListenerRole(listener.Port)), "arn"),
            ["connection_type"] = "VPC_LINK",
            ["connection_id"] = TerraformExpression.Attribute(link, "id"),
            ["tls_config"] = listener.IsTls ? TerraformValue.List(new TerraformBlock { ["server_name_to_verify"] = DomainConfiguration.Name(infrastructure.Domain!) }) : null,
        };
    }
}
