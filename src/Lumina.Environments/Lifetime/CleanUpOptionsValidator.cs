using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Holds the clean-up's options to their ranges.</summary>
internal sealed class CleanUpOptionsValidator : IValidateOptions<CleanUpOptions>
{

    public ValidateOptionsResult Validate(string? name, CleanUpOptions options)
    {
        List<string> faults = [];
        Duration(faults, nameof(options.Interval), options.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Duration(faults, nameof(options.SweepInterval), options.SweepInterval, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        if (options.MaximumParallelEnvironments is < 1 or > 1_000)
        {
            faults.Add($"{CleanUpOptions.SectionName}:{nameof(options.MaximumParallelEnvironments)} is {options.MaximumParallelEnvironments}: it must be from 1 to 1000.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Duration(List<string> faults, string option, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            faults.Add($"{CleanUpOptions.SectionName}:{option} is {value}: it must be from {least} to {most}.");
        }
    }
}
