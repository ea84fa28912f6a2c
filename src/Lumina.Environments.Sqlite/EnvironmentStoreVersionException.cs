namespace Lumina.Environments.Sqlite;

/// <summary>The store was written by a newer version of the library. It is left as it is.</summary>
public sealed class EnvironmentStoreVersionException : EnvironmentStoreException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The store's file.</param>
    /// <param name="version">The version of its schema.</param>
    /// <param name="supportedVersion">The newest version that this library knows.</param>
    public EnvironmentStoreVersionException(string path, int version, int supportedVersion)
        : base(path, $"The store {path} has schema version {version}, and this version of the library knows {supportedVersion}: use the newer version of the library, or another file.") =>
        (Version, SupportedVersion) = (version, supportedVersion);

    /// <summary>The version of its schema.</summary>
    public int Version { get; }

    /// <summary>The newest version that this library knows.</summary>
    public int SupportedVersion { get; }
}
