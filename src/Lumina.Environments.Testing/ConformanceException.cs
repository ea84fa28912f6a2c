namespace Lumina.Environments.Testing;

/// <summary>A rule was broken.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was done, what the rule asks for and what was seen instead.</param>
    /// <param name="innerException">The error behind it, if any.</param>
    public ConformanceException(string message, Exception? innerException = null)
        : this(rule: null, message, innerException)
    {
    }

    internal ConformanceException(string? rule, string reason, Exception? innerException)
        : base(rule is null ? reason : $"{rule}: {reason}", innerException)
    {
        Rule = rule;
        Reason = reason;
    }

    /// <summary>The rule as a sentence, with which the message begins; null where the message tells of no single rule.</summary>
    public string? Rule { get; }

    /// <summary>The message without the rule.</summary>
    public string Reason { get; }
}
