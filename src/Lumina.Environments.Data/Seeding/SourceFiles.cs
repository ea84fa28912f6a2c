using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>The files that sources of data name.</summary>
internal static class SourceFiles
{
    /// <summary>What is wrong with them before anything is made: each that is not there, or is a folder.</summary>
    public static IReadOnlyList<SpecificationFault> Check(TestData data, string baseDirectory) =>
        [.. All(data).Select(file => Check(file.Place, file.Path, file.Form, baseDirectory)).OfType<SpecificationFault>()];

    /// <summary>The full path of a file.</summary>
    /// <exception cref="ProviderException">It is not there.</exception>
    public static string Require(string path, string form, string baseDirectory) => SpecFiles.Find(path, baseDirectory, out IReadOnlyList<string> lookedAt)
        ?? throw new ProviderException($"The {form} file '{path}' was not found. Looked at: {string.Join(", ", lookedAt)}.");

    /// <summary>A hash of a file's bytes, read in pieces.</summary>
    /// <exception cref="ProviderException">It cannot be read.</exception>
    public static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            FileStream stream = File.OpenRead(path);
            await using (stream.ConfigureAwait(false))
            {
                return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(exception.Message, exception);
        }
    }

    private static IEnumerable<(string Place, string Path, string Form)> All(TestData data)
    {
        for (int i = 0; i < data.Sources.Count; i++)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"sources[{i}]");
            switch (data.Sources[i])
            {
                case SqlFilesSource sql:
                    for (int j = 0; j < sql.Paths.Count; j++)
                    {
                        yield return (string.Create(CultureInfo.InvariantCulture, $"{place}.sqlFiles[{j}]"), sql.Paths[j], "SQL");
                    }

                    break;
                case CsvFileSource csv:
                    yield return ($"{place}.csvFile", csv.Path, "CSV");
                    break;
                case JsonFileSource json:
                    yield return ($"{place}.jsonFile", json.Path, "JSON");
                    break;
                case RedisFileSource redis:
                    yield return ($"{place}.redisFile", redis.Path, "Redis");
                    break;
            }
        }
    }

    /// <summary>The text of a file.</summary>
    /// <param name="path">The file, as the spec has it.</param>
    /// <param name="bytes">What is in it.</param>
    /// <exception cref="FormatException">It is not in UTF-8: other letters would go into the database.</exception>
    public static string Decode(string path, byte[] bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{path}({FirstBadLine(bytes)}): it is not in UTF-8 from here on. Save it in UTF-8."));
        }

        ReadOnlySpan<byte> text = bytes;
        return Encoding.UTF8.GetString(text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text);
    }

    private static int FirstBadLine(ReadOnlySpan<byte> bytes)
    {
        int line = 1;
        while (Rune.DecodeFromUtf8(bytes, out Rune letter, out int length) == OperationStatus.Done)
        {
            line += letter.Value == '\n' ? 1 : 0;
            bytes = bytes[length..];
        }

        return line;
    }

    private static SpecificationFault? Check(string place, string path, string form, string baseDirectory)
    {
        string? found = SpecFiles.Find(path, baseDirectory, out IReadOnlyList<string> lookedAt);
        if (Directory.Exists(found))
        {
            string fix = form == "SQL" ? "Name the files in it, in the order in which they are to be run." : "Name a file.";
            return new SpecificationFault(place, $"The {form} file '{path}' is a folder: '{found}'.", fix);
        }

        return found is not null ? null : new SpecificationFault(
            place,
            $"The {form} file '{path}' was not found. Looked at: {string.Join(", ", lookedAt)}.",
            "Correct the path, or set EnvironmentManagerOptions.BaseDirectory to the folder from which it holds.");
    }
}
