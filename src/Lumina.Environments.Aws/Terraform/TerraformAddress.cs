using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments.Aws;

/// <summary>Names one resource within a configuration: <c>aws_instance.service_api_1k2m3n4p5q</c>.</summary>
internal readonly record struct TerraformAddress
{
    /// <summary>What stands in place of a type where it is a module.</summary>
    public const string ModuleType = "module";

    private const int ReadableLength = 40;
    private const int HashLength = 10;

    public TerraformAddress(string type, string name)
    {
        Type = IsIdentifier(type) ? type : throw new ArgumentException($"'{type}' is no type of a resource.", nameof(type));
        Name = IsIdentifier(name) ? name : throw new ArgumentException($"'{name}' is no name of a resource.", nameof(name));
    }

    public string Type { get; }

    public string Name { get; }

    /// <summary>
    /// The resource of a component that has this role. The same each time, and never that of another: a readable part for people, and a hash
    /// of the whole for the rest.
    /// </summary>
    public static TerraformAddress For(string type, ComponentName component, string role = "") => new(type, NameOf(component, role));

    /// <summary>The configuration's own address of something in a state: the resource without an index, or the module that made it.</summary>
    /// <returns>The default where it is the address of something else, such as a provider.</returns>
    public static TerraformAddress RootOf(string address) =>
        address.Split('[')[0].Split('.') is [var type, var name, ..] && IsIdentifier(type) && IsIdentifier(name) ? new(type, name) : default;

    /// <summary>The address that the configuration has for something in a state or a plan: without the indexes of modules and resources.</summary>
    public static string WithoutIndexes(string address)
    {
        int depth = 0;
        return string.Concat(address.Where(character =>
        {
            depth += character == '[' ? 1 : 0;
            bool isOutside = depth == 0;
            depth -= character == ']' ? 1 : 0;
            return isOutside;
        }));
    }

    public override string ToString() => $"{Type}.{Name}";

    internal static string NameOf(ComponentName component, string role)
    {
        StringBuilder readable = new();
        foreach (char c in (role.Length > 0 ? $"{component}_{role}" : component.ToString()).ToLowerInvariant().Where(_ => readable.Length < ReadableLength))
        {
            readable.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        // With their lengths, so that no name can look like a name and a role.
        string whole = string.Create(CultureInfo.InvariantCulture, $"{component.Kind.Length} {component.Kind} {component.Name.Length} {component.Name} {role}");
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..HashLength];
        return $"{(char.IsAsciiLetter(readable[0]) ? "" : "c")}{readable}_{hash}";
    }

    internal static bool IsIdentifier(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
