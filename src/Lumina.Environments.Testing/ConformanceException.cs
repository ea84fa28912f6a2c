namespace Lumina.Environments.Testing;

/// <summary>A rule was broken.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was done, what the rule asks for and what was seen instead.</param>
    /// <param name="innerException">The error behind it, if any.</param>
    public ConformanceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
