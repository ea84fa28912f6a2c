using Lumina.Environments.Moto;
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
        if ((TestTools.Missing() ?? ProviderMirror.Missing() ?? TestTools.MissingMoto()) is { } missing
            && !(TestTools.IsRequired("terraform") && TestTools.IsRequired("moto")))
        {
            Skip = missing;
        }
    }
}

/// <summary>A test that needs OpenTofu in terraform's place (<c>LUMINA_TEST_REQUIRE=tofu</c>).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenTofuFactAttribute : FactAttribute
{
    public OpenTofuFactAttribute()
    {
        Skip = new MotoFactAttribute().Skip;
        if (Skip is null && TestTools.FindProgram("tofu") is null && !TestTools.IsRequired("tofu"))
        {
            Skip = "OpenTofu is not on this machine: https://opentofu.org/docs/intro/install.";
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
    public static string? Mirror => ProviderMirror.Location;

    public static string ProviderVersion => ProviderMirror.ProviderVersion;

    public static bool IsRequired(string name) =>
        (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains(name, StringComparer.Ordinal);

    public static string? Missing() => !OperatingSystem.IsLinux()
        ? "Terraform is run on Linux only so far."
        : TerraformProgram.Search(new TerraformOptions()).Best is null
            ? "terraform is not on this machine: https://developer.hashicorp.com/terraform/install, or LUMINA_TERRAFORM says where it is."
            : null;

    public static string? MissingMoto() => MotoProcess.Missing() ?? (FindProgram("aws") is null ? "The AWS CLI is not on this machine: pip install awscli." : null);

    public static string? FindProgram(string name) => new ProgramLocator(Environment.GetEnvironmentVariable).Find(new ProgramQuery(name)).Best;
}
