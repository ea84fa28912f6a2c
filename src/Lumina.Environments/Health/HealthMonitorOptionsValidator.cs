using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Holds the health monitor's options to their ranges.</summary>
internal sealed class HealthMonitorOptionsValidator : IValidateOptions<HealthMonitorOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, HealthMonitorOptions options)
    {
        List<string> faults = [];
        if (options.Interval < Least || options.Interval > Most)
        {
            faults.Add($"{HealthMonitorOptions.SectionName}:{nameof(options.Interval)} is {options.Interval}: it must be from {Least} to {Most}.");
        }

        if (options.MaximumParallelEnvironments is < 1 or > 1_000)
        {
            faults.Add($"{HealthMonitorOptions.SectionName}:{nameof(options.MaximumParallelEnvironments)} is {options.MaximumParallelEnvironments}: it must be from 1 to 1000.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
