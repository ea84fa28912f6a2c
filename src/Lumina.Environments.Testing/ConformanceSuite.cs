using System.Reflection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Lumina.Environments.Testing;

/// <summary>Rules that something must hold to. Each is a public method: a test for xunit v3, and callable from any other runner.</summary>
/// <remarks>
/// xunit makes an instance for each rule; <see cref="RunAllAsync"/> runs all of them on one. What a suite needs beforehand and takes away afterwards goes into
/// its constructor, and into <c>IAsyncLifetime</c> or <c>IAsyncDisposable</c>, which xunit knows.
/// </remarks>
public abstract class ConformanceSuite
{
    private string? _platform;

    private protected ConformanceSuite()
    {
        Trace = new ConformanceTrace();
        Clock = new JumpingTimeProvider(Trace);
    }

    /// <summary>The rules: first the one that the others build on, then in the order of their names.</summary>
    public IReadOnlyList<ConformanceRule> Rules =>
    [
        .. GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => method.GetParameters().Length == 0 && method.ReturnType == typeof(Task) && method.IsDefined(typeof(FactAttribute), inherit: true))
            .OrderBy(method => method.Name == FirstRule ? 0 : 1)
            .ThenBy(method => method.Name, StringComparer.Ordinal)
            .Select(method => new ConformanceRule(Sentence(method.Name), method.CreateDelegate<Func<Task>>(this))),
    ];

    /// <summary>Where what is tested lives, in its own words, such as a folder or an address. A child process that a kit starts and kills gets the same.</summary>
    protected string Platform
    {
        get => _platform ??= MakePlatform();
        private set => _platform = value;
    }

    /// <summary>The clock to hand to what is tested. It runs with the system's until a rule makes it jump.</summary>
    protected TimeProvider TimeProvider => Clock;

    /// <summary>Where what is tested may write its log: rules look for secrets in it.</summary>
    protected ILoggerFactory LoggerFactory => Trace;

    /// <summary>The seed of what a rule does at random. Another one finds other moments. Default: 1.</summary>
    protected virtual int Seed => 1;

    /// <summary>How often a rule tries another random moment, 1 or more. Default: 8.</summary>
    protected virtual int Rounds => 8;

    /// <summary>How long one call may take before it counts as hanging. A call that was cancelled must have returned within a quarter of it. Default: 1 minute.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromMinutes(1);

    internal ConformanceTrace Trace { get; }

    internal JumpingTimeProvider Clock { get; }

    /// <summary>Checks every rule, one after the other; a broken one does not keep the rest.</summary>
    /// <param name="cancellationToken">Ends it before the next rule.</param>
    public async Task<ConformanceReport> RunAllAsync(CancellationToken cancellationToken = default)
    {
        List<ConformanceResult> results = [];
        foreach (ConformanceRule rule in Rules)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results.Add(await RunAsync(rule).ConfigureAwait(false));
        }

        return new ConformanceReport(GetType().Name, results);
    }

    /// <summary>Checks one rule.</summary>
    /// <param name="rule">One of <see cref="Rules"/>.</param>
    public static async Task<ConformanceResult> RunAsync(ConformanceRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        try
        {
            await rule.RunAsync().ConfigureAwait(false);
            return new ConformanceResult(rule.Name, ConformanceOutcome.Passed, "", Error: null);
        }
        catch (RuleNotApplicableException exception)
        {
            return new ConformanceResult(rule.Name, ConformanceOutcome.NotApplicable, exception.Reason, Error: null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new ConformanceResult(rule.Name, ConformanceOutcome.Failed, (exception as ConformanceException)?.Reason ?? exception.Message, exception);
        }
    }

    /// <summary>Says where what is tested lives. Called once, when <see cref="Platform"/> is first asked for; not in a child process, which is told. Who makes something here takes it away where the suite is disposed. Default: an empty text.</summary>
    protected virtual string MakePlatform() => "";

    /// <summary>Skips the rule that runs.</summary>
    /// <param name="reason">Why it does not apply, in a sentence.</param>
    /// <exception cref="RuleNotApplicableException">Always.</exception>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    protected static void DoesNotApply(string reason) => throw new RuleNotApplicableException(reason);

    /// <summary>The name of the rule that all others build on: where it is broken, it is to be looked at first.</summary>
    private protected abstract string FirstRule { get; }

    /// <summary>Checks a rule. Its error begins with the rule, and says where the first rule is broken as well: one bug breaks many rules.</summary>
    private protected async Task CheckAsync(Func<Task> check, string rule)
    {
        try
        {
            await check().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not RuleNotApplicableException and not OutOfMemoryException)
        {
            string reason = exception is ConformanceException broken ? broken.Reason : $"{exception.GetType().Name}: {exception.Message}";
            throw new ConformanceException(Sentence(rule), reason + await LookFirstAsync(rule, reason).ConfigureAwait(false), (exception as ConformanceException)?.InnerException ?? exception);
        }
    }

    private async Task<string> LookFirstAsync(string broken, string reason)
    {
        if (broken == FirstRule)
        {
            return "";
        }

        ConformanceResult first = await RunAsync(Rules[0]).ConfigureAwait(false);
        return first.Outcome != ConformanceOutcome.Failed ? ""
            : first.Reason == reason ? $" The rule that the others build on is broken in the same way, look at it first: {first.Rule}."
            : $" The rule that the others build on is broken too, look at it first: {first.Rule}: {first.Reason}";
    }

    private static string Sentence(string rule) => rule.Replace('_', ' ');

    /// <summary>Does in a child process what the suite has ordered.</summary>
    internal abstract Task ObeyAsync(ChildOrder order, Func<string, Task> say);

    internal void MoveTo(string platform) => Platform = platform;
}
