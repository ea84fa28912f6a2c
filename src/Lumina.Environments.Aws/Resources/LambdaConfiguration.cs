using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Aws;

/// <summary>A function from a zip file, with a role that may do no more than write its log.</summary>
internal sealed partial class LambdaConfiguration : IResourceConfiguration
{
    private const string Zip = "zip";
    private const string Handler = "handler";
    private const string Runtime = "runtime";
    private const string Memory = "memory";
    private const string TimeLimit = "timeout";
    private const string Architecture = "architecture";
    private const string Variable = "environment.";
    private const int LogDays = 14;

    private static readonly string[] OwnVariables =
    [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ];

    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    public ResourceType Type => ResourceType.Lambda;

    public IReadOnlyList<string> Settings => [Zip, Handler, Runtime, Memory, TimeLimit, Architecture, Variable];

    public IReadOnlyList<string> Outputs => ["functionName", "arn"];

    public static TerraformAddress FunctionAddress(AwsComponent component, string name) => component.Address("aws_lambda_function", name);

    public TimeSpan EstimateDuration(ResourceSettings settings) => TimeSpan.FromSeconds(30);

    public IEnumerable<SpecificationFault> FindObstacles(ResourceSettings settings, InfrastructureSpec infrastructure) => new[]
    {
        settings.WhyNotGiven(Zip, "the zip file with the code, relative to the spec"),
        settings.WhyNotGiven(Handler, "what is called, such as index.handler"),
        settings.WhyNotGiven(Runtime, "what runs it, such as nodejs22.x, python3.13 or dotnet8"),
        settings.WhyNotLike(Runtime, RuntimeForm(), "one of AWS's runtimes, such as nodejs22.x, python3.13, java21, dotnet8, ruby3.4 or provided.al2023"),
        settings.WhyNotNumber(Memory, 128, 10_240),
        settings.WhyNotNumber(TimeLimit, 1, 900),
        settings.WhyNotOneOf(Architecture, ["x86_64", "arm64"]),
    }.OfType<SpecificationFault>().Concat(FindVariableObstacles(settings));

    public void Write(ResourceSettings settings, InfrastructureSpec infrastructure, AwsComponent component, AwsNetwork? network)
    {
        string zip = Path.GetFullPath(settings.Get(Zip), Path.GetFullPath(component.BaseDirectory));
        string name = component.PlatformName(settings.Name, 64);
        TerraformAddress log = component.Tagged("aws_cloudwatch_log_group", RoleOf(settings), new TerraformBlock { ["name"] = $"/aws/lambda/{name}", ["retention_in_days"] = LogDays });
        TerraformAddress role = WriteRole(settings, component, log);
        KeyValuePair<string, string>[] variables = [.. settings.All.Where(setting => setting.Key.StartsWith(Variable, StringComparison.Ordinal)).Select(setting => KeyValuePair.Create(setting.Key[Variable.Length..], setting.Value))];
        TerraformAddress function = component.Tagged("aws_lambda_function", settings.Name, new TerraformBlock
        {
            ["function_name"] = name,
            ["filename"] = zip,
            ["source_code_hash"] = HashOf(settings, zip, infrastructure, component),
            ["handler"] = settings.Get(Handler),
            ["runtime"] = settings.Get(Runtime),
            ["memory_size"] = settings.Number(Memory, 128),
            ["timeout"] = settings.Number(TimeLimit, 30),
            ["architectures"] = TerraformValue.List(settings.Find(Architecture) ?? "x86_64"),
            ["role"] = TerraformExpression.Attribute(role, "arn"),
            ["environment"] = variables.Length > 0 ? TerraformValue.List(new TerraformBlock { ["variables"] = TerraformValue.Map(variables) }) : null,

            // The log group first, or the function's first call would make one that nobody removes; and no call without leave to write to it.
            ["depends_on"] = TerraformValue.List(log, component.Address("aws_iam_role_policy", RoleOf(settings))),
        });
        component.Output(settings.OutputName("functionName"), TerraformExpression.Attribute(function, "function_name"));
        component.Output(settings.OutputName("arn"), TerraformExpression.Attribute(function, "arn"));
    }

    /// <summary>Which names variables may have, and which are the platform's own: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html.</summary>
    private static IEnumerable<SpecificationFault> FindVariableObstacles(ResourceSettings settings)
    {
        foreach (string setting in settings.All.Keys.Where(setting => setting.StartsWith(Variable, StringComparison.Ordinal) && setting.Length > Variable.Length))
        {
            string name = setting[Variable.Length..];
            if (!VariableForm().IsMatch(name))
            {
                yield return settings.Fault(setting, $"{settings.Title} has a variable '{name}', and Lambda takes names of two letters, digits and _ or more that begin with a letter.", "Name it otherwise.");
            }
            else if (OwnVariables.Contains(name, StringComparer.Ordinal) || name.StartsWith("AWS_LAMBDA_", StringComparison.Ordinal))
            {
                yield return settings.Fault(setting, $"{settings.Title} has a variable '{name}', which Lambda keeps for itself.", "Name it otherwise.");
            }
        }
    }

    [GeneratedRegex(@"^(nodejs\d+\.x|python3\.\d+|java\d+(\.al2)?|dotnet\d+|ruby\d\.\d+|provided(\.al\d+)?)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex RuntimeForm();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex VariableForm();

    private static string RoleOf(ResourceSettings settings) => $"{settings.Name}-lambda";

    private static TerraformAddress WriteRole(ResourceSettings settings, AwsComponent component, TerraformAddress log)
    {
        TerraformAddress role = component.Tagged("aws_iam_role", RoleOf(settings), new TerraformBlock { ["name"] = component.PlatformName(RoleOf(settings), 64), ["assume_role_policy"] = Trust });
        component.Untagged("aws_iam_role_policy", RoleOf(settings), new TerraformBlock
        {
            ["name"] = "log",
            ["role"] = TerraformExpression.Attribute(role, "id"),
            ["policy"] = TerraformExpression.Join(
                """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":""" + '"',
                TerraformExpression.Attribute(log, "arn"),
                ":*\"}]}"),
        });
        return role;
    }

    /// <summary>So that other code under the same name is put in place.</summary>
    private static string HashOf(ResourceSettings settings, string zip, InfrastructureSpec infrastructure, AwsComponent component)
    {
        try
        {
            using FileStream stream = File.OpenRead(zip);
            return Convert.ToBase64String(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            int index = infrastructure.Resources.Select(resource => resource.Name).ToList().IndexOf(settings.Name);
            component.AddFault(string.Create(CultureInfo.InvariantCulture, $"resources[{index}].settings.{Zip}"), $"{settings.Title} has its code in '{zip}', which can't be read.", "Build the zip file first, or correct the setting.");
            return "";
        }
    }
}
