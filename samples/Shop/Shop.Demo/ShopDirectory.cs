namespace Shop.Demo;

/// <summary>Finds the directory <c>samples/Shop</c>, from wherever the demonstration is started.</summary>
internal static class ShopDirectory
{
    private static readonly string Mark = Path.Combine("db", "schema.sql");
    private static readonly string WithinRepository = Path.Combine("samples", "Shop");

    /// <exception cref="DemoException">It is nowhere; every place that was looked at is in the message.</exception>
    public static string Find(string? given)
    {
        List<string> lookedAt = [];
        foreach (string place in given is not null ? [Path.GetFullPath(given)] : Places())
        {
            if (lookedAt.Contains(place, StringComparer.Ordinal))
            {
                continue;
            }

            lookedAt.Add(place);
            if (File.Exists(Path.Combine(place, Mark)))
            {
                return place;
            }
        }

        throw new DemoException(
            $"The shop's files ({Mark} and so on) were not found. Looked at:{string.Concat(lookedAt.Select(place => $"{Environment.NewLine}  {place}"))}{Environment.NewLine}Start the demonstration within the repository, or give it --shop DIRECTORY.");
    }

    private static IEnumerable<string> Places()
    {
        foreach (string start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
        {
            for (DirectoryInfo? directory = new(Path.TrimEndingDirectorySeparator(start)); directory is not null; directory = directory.Parent)
            {
                yield return directory.FullName;
                yield return Path.Combine(directory.FullName, WithinRepository);
            }
        }
    }
}
