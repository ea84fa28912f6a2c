using System.Text;

namespace Lumina.Environments.Data;

/// <summary>The first line of a CSV file, which names the columns.</summary>
internal static class CsvHeader
{
    /// <exception cref="FormatException">It names no column, one twice, or has a quote that is not closed.</exception>
    public static IReadOnlyList<string> Parse(string file, string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            throw new FormatException($"{file}(1): there is no header. The first line names the columns, such as id,name.");
        }

        List<string> names = [];
        for (int at = 0; at <= line.Length; at++)
        {
            string name = TakeName(file, line, ref at);
            if (name.Length == 0)
            {
                throw new FormatException($"{file}(1): column {names.Count + 1} of the header has no name.");
            }

            if (names.Contains(name, StringComparer.Ordinal))
            {
                throw new FormatException($"{file}(1): the header names the column '{name}' twice.");
            }

            names.Add(name);
        }

        return names;
    }

    /// <summary>Leaves the place at the comma that follows, or at the end.</summary>
    private static string TakeName(string file, string line, ref int at)
    {
        StringBuilder name = new();
        bool isQuoted = false;
        for (; at < line.Length && (isQuoted || line[at] != ','); at++)
        {
            if (line[at] != '"')
            {
                name.Append(line[at]);
            }
            else if (isQuoted && at + 1 < line.Length && line[at + 1] == '"')
            {
                name.Append('"');
                at++;
            }
            else
            {
                isQuoted = !isQuoted;
            }
        }

        return isQuoted ? throw new FormatException($"{file}(1): a quote (\") of the header is not closed.") : name.ToString().Trim();
    }
}
