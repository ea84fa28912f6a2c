using Cronos;

namespace Lumina.Environments;

/// <summary>When a service runs. Default: <see cref="Always"/>.</summary>
public readonly record struct ServiceRun
{
    private const string AlwaysText = "always";
    private const string OnceText = "once";
    private const int Fields = 5;

    /// <summary>From when it is made or started until it is stopped or goes: a service that others call.</summary>
    public static ServiceRun Always => default;

    /// <summary>
    /// Once, when it is made, such as what migrates a database: it is ready when it has ended with exit code 0, and whatever depends on it
    /// (<see cref="ComponentSpec.DependsOn"/>) is made after that. Another exit code is its failure. It may take the time of one attempt
    /// (<see cref="ComponentSpec.StepTimeout"/>). Where it was cut short it may be begun anew. What is done is done again only after a reset of what it depends on, by no stop and start.
    /// </summary>
    public static ServiceRun Once => new() { IsOnce = true };

    /// <summary>Whether it runs from its start until its stop.</summary>
    public bool IsAlways => !IsOnce && Schedule is null;

    /// <summary>Whether it runs once, when it is made.</summary>
    public bool IsOnce { get; private init; }

    /// <summary>When it is begun, as a cron expression of five fields in UTC; null where it does not run by the clock.</summary>
    public string? Schedule { get; private init; }

    /// <summary>Again and again, by the clock, as long as its environment is started.</summary>
    /// <param name="schedule">A cron expression of five fields (minute, hour, day of the month, month, day of the week) in UTC, such as <c>*/15 * * * *</c>, or a word such as <c>@daily</c>.</param>
    public static ServiceRun At(string schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new ServiceRun { Schedule = schedule };
    }

    /// <summary><c>always</c>, <c>once</c>, or the schedule.</summary>
    public override string ToString() => IsOnce ? OnceText : Schedule ?? AlwaysText;

    /// <summary>Reads what <see cref="ToString"/> writes: any other text is a schedule.</summary>
    internal static bool TryParse(string text, out ServiceRun run)
    {
        run = text switch
        {
            AlwaysText => Always,
            OnceText => Once,
            _ => At(text),
        };
        return true;
    }

    /// <summary>What is wrong with the schedule; null where nothing is, or there is none.</summary>
    internal string? FindProblem()
    {
        if (Schedule is null)
        {
            return null;
        }

        string[] words = Schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words is [{ } word] && !word.StartsWith('@'))
        {
            return word.Equals(OnceText, StringComparison.OrdinalIgnoreCase) || word.Equals(AlwaysText, StringComparison.OrdinalIgnoreCase) ? $"the word is '{word.ToLowerInvariant()}'." : "it is one word.";
        }

        if (words.Length != Fields && !Schedule.TrimStart().StartsWith('@'))
        {
            return $"it has {words.Length} fields.";
        }

        try
        {
            CronExpression.Parse(Schedule, CronFormat.Standard);
            return null;
        }
        catch (CronFormatException exception)
        {
            return exception.Message;
        }
    }
}
