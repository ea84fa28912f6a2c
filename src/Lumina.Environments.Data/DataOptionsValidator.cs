using Microsoft.Extensions.Options;

namespace Lumina.Environments.Data;

/// <summary>Refuses options that are out of their ranges, all at once.</summary>
internal sealed class DataOptionsValidator : IValidateOptions<DataOptions>
{
    public ValidateOptionsResult Validate(string? name, DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [];
        Require(options.MaximumRentedDatabases is >= 1 and <= 1_000, $"{nameof(DataOptions.MaximumRentedDatabases)} is {options.MaximumRentedDatabases}: allowed is 1 to 1,000.");
        Require(options.RentTimeout >= TimeSpan.FromSeconds(1), $"{nameof(DataOptions.RentTimeout)} is {options.RentTimeout}: allowed is 1 second or more.");
        Require(options.MaximumSpares is >= 0 and <= 100, $"{nameof(DataOptions.MaximumSpares)} is {options.MaximumSpares}: allowed is 0 to 100.");
        Require(options.MaximumTemplates is >= 1 and <= 1_000, $"{nameof(DataOptions.MaximumTemplates)} is {options.MaximumTemplates}: allowed is 1 to 1,000.");
        Require(options.MaximumConnectionsPerRental is null or (>= 1 and <= 10_000), $"{nameof(DataOptions.MaximumConnectionsPerRental)} is {options.MaximumConnectionsPerRental}: allowed is 1 to 10,000, or null.");
        Require(options.MaximumConnectionsPerDatabase is null or (>= 1 and <= 10_000), $"{nameof(DataOptions.MaximumConnectionsPerDatabase)} is {options.MaximumConnectionsPerDatabase}: allowed is 1 to 10,000, or null.");
        Require(Enum.IsDefined(options.RentalReuse), $"{nameof(DataOptions.RentalReuse)} is {options.RentalReuse}: allowed is {string.Join(", ", Enum.GetNames<RentalReuse>())}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Require(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}
