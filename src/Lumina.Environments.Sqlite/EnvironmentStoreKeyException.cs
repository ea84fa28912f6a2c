namespace Lumina.Environments.Sqlite;

/// <summary>The key does not open the store's secrets, or it is not there. The store is left as it is.</summary>
public sealed class EnvironmentStoreKeyException : EnvironmentStoreException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The store's file.</param>
    /// <param name="keyFile">The key's file; null where the key came from the options.</param>
    /// <param name="message">What is wrong and what to do next.</param>
    /// <param name="innerException">The cause, if one has a stack worth seeing.</param>
    public EnvironmentStoreKeyException(string path, string? keyFile, string message, Exception? innerException = null)
        : base(path, message, innerException) => KeyFile = keyFile;

    /// <summary>The key's file; null where the key came from the options.</summary>
    public string? KeyFile { get; }
}
