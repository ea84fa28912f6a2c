namespace Lumina.Environments;

/// <summary>A spec has faults; nothing was made.</summary>
public sealed class InvalidEnvironmentSpecException : EnvironmentException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="environmentName">The name in the spec.</param>
    /// <param name="faults">All that is wrong, at least one.</param>
    public InvalidEnvironmentSpecException(string environmentName, IReadOnlyList<SpecificationFault> faults)
        : base(Describe(environmentName, faults))
    {
        EnvironmentName = environmentName;
        Faults = faults;
    }

    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<SpecificationFault> Faults { get; }

    private static string Describe(string environmentName, IReadOnlyList<SpecificationFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        string count = faults.Count == 1 ? "a fault" : $"{faults.Count} faults";
        return $"The spec of environment '{environmentName}' has {count}; nothing was made.{string.Concat(faults.Select(fault => $"\n  {fault}"))}";
    }
}
