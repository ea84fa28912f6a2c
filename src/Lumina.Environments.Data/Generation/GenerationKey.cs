using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Bogus;

namespace Lumina.Environments.Data;

/// <summary>The key of generated rows: a hash of all on which they depend.</summary>
internal static class GenerationKey
{
    /// <summary>Null where a value depends on others that it captures, which no hash sees, and no version stands for them.</summary>
    public static string? Of(GeneratedSource source)
    {
        if (source.Version is null && source.Tables.Any(table => table.Columns.Values.Any(Captures)))
        {
            return null;
        }

        StringBuilder all = new();
        all.Append(CultureInfo.InvariantCulture, $"{source.Seed}|{source.Locale}|{source.ReferenceTime.UtcTicks}|{source.Version}|{VersionOf(typeof(GenerationKey).Module)}|{VersionOf(typeof(Faker).Module)}");
        foreach (GeneratedTable table in source.Tables.OrderBy(table => table.Name, StringComparer.Ordinal))
        {
            all.Append(CultureInfo.InvariantCulture, $"\n{table.Name}|{table.Rows}");
            foreach ((string column, Func<Faker, object?> make) in table.Columns.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                all.Append(CultureInfo.InvariantCulture, $"\n {column}|{VersionOf(make.Method.Module)}|{make.Method.DeclaringType?.FullName}.{make.Method.Name}");
            }
        }

        return Convert.ToHexStringLower(Hash(all.ToString()))[..32];
    }

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    // A lambda that captures nothing has a target without fields, or none.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A field that a lambda reads is never trimmed.")]
    private static bool Captures(Func<Faker, object?> make) =>
        make.Target is { } target && target.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length > 0;

    private static string VersionOf(Module module) => module.ModuleVersionId.ToString("N");
}
