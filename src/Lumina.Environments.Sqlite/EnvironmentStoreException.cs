namespace Lumina.Environments.Sqlite;

/// <summary>The store's file cannot be used. Nothing of it was changed.</summary>
public class EnvironmentStoreException : EnvironmentException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The store's file.</param>
    /// <param name="message">What is wrong and what to do next.</param>
    /// <param name="innerException">The cause, if one has a stack worth seeing.</param>
    public EnvironmentStoreException(string path, string message, Exception? innerException = null)
        : base(message, innerException) => Path = path;

    /// <summary>The store's file.</summary>
    public string Path { get; }
}
