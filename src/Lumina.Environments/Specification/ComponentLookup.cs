namespace Lumina.Environments;

/// <summary>Finds the component that a caller means by <c>orders</c> or <c>database/orders</c>.</summary>
internal static class ComponentLookup
{
    /// <param name="text">What the caller wrote.</param>
    /// <param name="known">The components that there are.</param>
    /// <param name="parameter">The caller's parameter that it was given in.</param>
    /// <exception cref="ArgumentException">None goes by it, or several do.</exception>
    public static ComponentName Find(string text, IReadOnlyList<ComponentName> known, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text);
        ComponentName[] found = [.. known.Where(name => name.ToString() == text)];
        if (found.Length == 0)
        {
            // A database and its data go by one name; who says only the name means the database.
            found = [.. known.Where(name => name.Name == text && name.Kind != ComponentKinds.Data)];
        }

        return found.Length switch
        {
            1 => found[0],
            0 => throw new ArgumentException($"There is no component '{text}'. {Hint(text, known)}", parameter),
            _ => throw new ArgumentException($"Several components go by '{text}': {string.Join(", ", found)}. Write the kind too.", parameter),
        };
    }

    private static string Hint(string text, IReadOnlyList<ComponentName> known)
    {
        IEnumerable<string> names = text.Contains('/', StringComparison.Ordinal)
            ? known.Select(name => name.ToString())
            : known.Where(name => name.Name.Length > 0 && name.Kind != ComponentKinds.Data).Select(name => name.Name).Concat(known.Select(name => name.ToString()));
        return Suggestion.Of(text, names);
    }
}
