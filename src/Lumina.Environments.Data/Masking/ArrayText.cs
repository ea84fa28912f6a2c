using System.Text;

namespace Lumina.Environments.Data;

/// <summary>An array as PostgreSQL writes it.</summary>
internal static class ArrayText
{
    /// <summary>The same array with each element replaced; what is NULL stays so.</summary>
    public static string ReplaceElements(string array, Func<string, string> replace)
    {
        // Bounds that do not begin with 1 stand before the array.
        int start = array.IndexOf('{', StringComparison.Ordinal);
        StringBuilder result = new(array, 0, Math.Max(start, 0), array.Length);
        for (int i = start; i < array.Length;)
        {
            if (array[i] is '{' or '}' or ',')
            {
                result.Append(array[i++]);
            }
            else
            {
                (string element, bool isQuoted, i) = Read(array, i);
                result.Append(!isQuoted && element.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? element : Quote(replace(element)));
            }
        }

        return result.ToString();
    }

    private static (string Element, bool IsQuoted, int End) Read(string array, int start)
    {
        StringBuilder element = new();
        bool isQuoted = array[start] == '"';
        int i = isQuoted ? start + 1 : start;
        while (isQuoted ? array[i] != '"' : array[i] is not (',' or '}'))
        {
            if (array[i] == '\\')
            {
                i++;
            }

            element.Append(array[i++]);
        }

        return (element.ToString(), isQuoted, isQuoted ? i + 1 : i);
    }

    private static string Quote(string element) =>
        $"\"{element.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
