namespace Lumina.Environments;

/// <summary>Finds the file that holds a spec.</summary>
internal static class SpecificationFile
{
    public static string Find(string path)
    {
        string[] places = [.. Places(path)];
        return Array.Find(places, File.Exists)
            ?? throw new FileNotFoundException($"There is no file '{path}'. Looked at:{string.Concat(places.Select(place => $"\n  {place}"))}", path);
    }

    private static IEnumerable<string> Places(string path) => Path.IsPathRooted(path)
        ? [path]
        : Upwards(Directory.GetCurrentDirectory()).Concat(Upwards(AppContext.BaseDirectory)).Distinct(StringComparer.Ordinal).Select(folder => Path.GetFullPath(path, folder)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Upwards(string start)
    {
        for (DirectoryInfo? folder = new(Path.TrimEndingDirectorySeparator(start)); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }
}
