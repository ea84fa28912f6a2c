using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Holds the manager's options to their ranges and to each other.</summary>
internal sealed class EnvironmentManagerOptionsValidator : IValidateOptions<EnvironmentManagerOptions>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, EnvironmentManagerOptions options)
    {
        List<string> faults = [];
        if (options.Installation is null || !DnsLabel.IsValid(options.Installation))
        {
            faults.Add($"{nameof(options.Installation)} is '{options.Installation}'. {DnsLabel.Form}");
        }

        NotEmpty(faults, nameof(options.Actor), options.Actor);
        NotEmpty(faults, nameof(options.BaseDirectory), options.BaseDirectory);
        if (options.FailureFilesDirectory is { } directory)
        {
            NotEmpty(faults, nameof(options.FailureFilesDirectory), directory);
        }

        Duration(faults, nameof(options.StepTimeout), options.StepTimeout, TimeSpan.FromSeconds(1), Day);
        Duration(faults, nameof(options.CancellationGrace), options.CancellationGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Duration(faults, nameof(options.TeardownTimeout), options.TeardownTimeout, TimeSpan.FromSeconds(1), Day);
        Duration(faults, nameof(options.RetryDelay), options.RetryDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Duration(faults, nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Duration(faults, nameof(options.LeaseTimeout), options.LeaseTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
        if (options.PollInterval != Timeout.InfiniteTimeSpan)
        {
            Duration(faults, nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        }

        Number(faults, nameof(options.MaximumAttempts), options.MaximumAttempts, 1, 20);
        Number(faults, nameof(options.MaximumParallelSteps), options.MaximumParallelSteps, 1, 1_000);
        foreach ((string provider, int bound) in options.MaximumParallelStepsByProvider)
        {
            Number(faults, $"{nameof(options.MaximumParallelStepsByProvider)}[{provider}]", bound, 1, 1_000);
        }

        if (options.CancellationGrace >= options.TeardownTimeout)
        {
            faults.Add($"{nameof(options.CancellationGrace)} ({options.CancellationGrace}) must be shorter than {nameof(options.TeardownTimeout)} ({options.TeardownTimeout}): the grace is a part of a teardown.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void NotEmpty(List<string> faults, string option, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            faults.Add($"{option} is empty: give it a value.");
        }
    }

    private static void Duration(List<string> faults, string option, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{option} is {value}: it must be from {least} to {most}.");
        }
    }

    private static void Number(List<string> faults, string option, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{option} is {value}: it must be from {least} to {most}.");
        }
    }
}
