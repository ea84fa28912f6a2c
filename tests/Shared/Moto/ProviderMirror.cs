namespace Lumina.Environments.Moto;

/// <summary>The filesystem mirror with the AWS provider: by variable, else where terraform itself looks, else in a folder of <c>/opt</c>.</summary>
internal static class ProviderMirror
{
    private const string Variable = "LUMINA_TERRAFORM_PLUGINS";
    private const string ProviderPath = "registry.terraform.io/hashicorp/aws";

    /// <summary>Null where there is none.</summary>
    public static string? Location { get; } = Find();

    public static string ProviderVersion { get; } = Location is null
        ? ""
        : Directory.GetDirectories(Path.Combine(Location, ProviderPath)).Select(Path.GetFileName).Order(StringComparer.Ordinal).Last()!;

    /// <summary>Why there is none; null where there is one.</summary>
    public static string? Missing() => Location is null
        ? $"No mirror with the AWS provider is on this machine: make one with 'terraform providers mirror DIRECTORY' and name it in {Variable}."
        : null;

    private static string? Find()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] places =
        [
            Environment.GetEnvironmentVariable(Variable) ?? "",
            Path.Combine(home, ".terraform.d/plugins"),
            Path.Combine(home, ".local/share/terraform/plugins"),
            "/usr/local/share/terraform/plugins",
            "/usr/share/terraform/plugins",
            .. Directory.Exists("/opt") ? Directory.GetDirectories("/opt") : [],
        ];
        return Array.Find(places, place => place.Length > 0 && Directory.Exists(Path.Combine(place, ProviderPath)));
    }
}
