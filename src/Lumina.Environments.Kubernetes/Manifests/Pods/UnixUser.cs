using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Lumina.Environments.Kubernetes;

/// <summary>A user by number, and its group where one is named: pods know no names.</summary>
internal sealed record UnixUser(long Id, long? Group)
{
    public bool IsRoot => Id == 0;

    /// <summary>Reads <c>1000</c> or <c>1000:1000</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out UnixUser? user)
    {
        string[] parts = text.Split(':');
        user = null;
        int group = 0;
        if (parts.Length > 2 || !TryReadId(parts[0], out int id) || (parts.Length == 2 && !TryReadId(parts[1], out group)))
        {
            return false;
        }

        user = new UnixUser(id, parts.Length == 2 ? group : null);
        return true;
    }

    private static bool TryReadId(string text, out int id) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
}
