namespace Lumina.Environments.Testing;

/// <summary>A rule says nothing about what is tested. xunit v3 reports such a test as skipped, with the reason.</summary>
public sealed class RuleNotApplicableException : Exception
{
    // What xunit v3 knows a skip by that a test decides on while it runs.
    private const string SkipToken = "$XunitDynamicSkip$";

    /// <summary>Makes the exception.</summary>
    /// <param name="reason">Why the rule does not apply, in a sentence.</param>
    public RuleNotApplicableException(string reason)
        : base(SkipToken + reason)
    {
        Reason = reason;
    }

    /// <summary>Why the rule does not apply.</summary>
    public string Reason { get; }
}
