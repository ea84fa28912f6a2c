using System.Security.Cryptography;

namespace Lumina.Environments.Sqlite;

/// <summary>Where the key that encrypts secrets comes from.</summary>
internal static class StoreKey
{
    private const string Suffix = ".key";

    /// <summary>The key's file; null where the key is in the options.</summary>
    public static string? FileOf(SqliteStoreOptions options, string path) =>
        options.Key is not null ? null : Path.GetFullPath(options.KeyFile ?? path + Suffix);

    /// <summary>Whether the key is to be in a file that is not there.</summary>
    public static bool IsMissing(SqliteStoreOptions options, string path) => FileOf(options, path) is { } file && !File.Exists(file);

    /// <summary>Reads the key; a new one is made for a store that is not there yet.</summary>
    /// <exception cref="EnvironmentStoreKeyException">The file is not there, or it holds no key.</exception>
    public static byte[] Load(SqliteStoreOptions options, string path, bool isNewStore)
    {
        if (FileOf(options, path) is not { } file)
        {
            return [.. options.Key!];
        }

        if (!File.Exists(file))
        {
            if (!isNewStore)
            {
                throw new EnvironmentStoreKeyException(path, file, $"The store {path} is there, and its key file {file} is not: put the key file back, or say with {nameof(SqliteStoreOptions.KeyFile)} where it is. Without it the store's secrets cannot be read.");
            }

            PrivateFile.MakeDirectoryOf(file);
            PrivateFile.Publish(file, draft => File.WriteAllText(draft, Convert.ToBase64String(RandomNumberGenerator.GetBytes(SqliteStoreOptions.KeyLength)) + "\n"));
        }

        PrivateFile.Restrict(file);
        return Read(path, file);
    }

    private static byte[] Read(string path, string file)
    {
        byte[] key = new byte[SqliteStoreOptions.KeyLength + 1];
        bool isKey = Convert.TryFromBase64String(File.ReadAllText(file).Trim(), key, out int length) && length == SqliteStoreOptions.KeyLength;
        return isKey
            ? key[..length]
            : throw new EnvironmentStoreKeyException(path, file, $"The key file {file} of the store {path} holds no key: it is {SqliteStoreOptions.KeyLength} bytes in base64. Put the right file in its place.");
    }
}
