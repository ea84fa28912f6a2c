using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws.Tests;

/// <summary>A test that needs terraform and Linux: skipped where they are missing, unless the machine is said to have it (<c>LUMINA_TEST_REQUIRE=terraform</c>).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerraformFactAttribute : FactAttribute
{
    public TerraformFactAttribute()
    {
        if (TestTools.Missing() is { } missing && !TestTools.IsRequired("terraform"))
        {
            Skip = missing;
        }
    }
}

/// <summary>A test that needs the AWS provider and moto, too (<c>LUMINA_TEST_REQUIRE=terraform,moto</c>).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MotoFactAttribute : FactAttribute
{
    public MotoFactAttribute()
    {
        if ((TestTools.Missing() ?? TestTools.MissingProvider() ?? TestTools.MissingMoto()) is { } missing
            && !(TestTools.IsRequired("terraform") && TestTools.IsRequired("moto")))
        {
            Skip = missing;
        }
    }
}

/// <inheritdoc cref="MotoFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MotoTheoryAttribute : TheoryAttribute
{
    public MotoTheoryAttribute() => Skip = new MotoFactAttribute().Skip;
}

internal static class TestTools
{
    private const string ProviderPath = "registry.terraform.io/hashicorp/aws";
    private const string MirrorVariable = "LUMINA_TERRAFORM_PLUGINS";

    /// <summary>The mirror of providers: by variable, else where terraform itself looks, else in a folder of <c>/opt</c>.</summary>
    public static string? Mirror { get; } = FindMirror();

    public static string ProviderVersion { get; } = Mirror is null
        ? ""
        : Directory.GetDirectories(Path.Combine(Mirror, ProviderPath)).Select(Path.GetFileName).Order(StringComparer.Ordinal).Last()!;

    public static bool IsRequired(string name) =>
        (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains(name, StringComparer.Ordinal);

    public static string? Missing() => !OperatingSystem.IsLinux()
        ? "Terraform is run on Linux only so far."
        : TerraformProgram.Search(new TerraformOptions()).Best is null
            ? "terraform is not on this machine: https://developer.hashicorp.com/terraform/install, or LUMINA_TERRAFORM says where it is."
            : null;

    public static string? MissingProvider() => Mirror is null
        ? $"No mirror with the AWS provider is on this machine: make one with 'terraform providers mirror DIRECTORY' and name it in {MirrorVariable}."
        : null;

    public static string? MissingMoto() => FindProgram("moto_server") is null
        ? "moto_server is not on this machine: pip install 'moto[server]'."
        : FindProgram("aws") is null ? "The AWS CLI is not on this machine: pip install awscli." : null;

    public static string? FindProgram(string name) => new ProgramLocator(Environment.GetEnvironmentVariable).Find(new ProgramQuery(name)).Best;

    private static string? FindMirror()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] places =
        [
            Environment.GetEnvironmentVariable(MirrorVariable) ?? "",
            Path.Combine(home, ".terraform.d/plugins"),
            Path.Combine(home, ".local/share/terraform/plugins"),
            "/usr/local/share/terraform/plugins",
            "/usr/share/terraform/plugins",
            .. Directory.Exists("/opt") ? Directory.GetDirectories("/opt") : [],
        ];
        return Array.Find(places, place => place.Length > 0 && Directory.Exists(Path.Combine(place, ProviderPath)));
    }
}
