namespace Lumina.Environments.Aws;

/// <summary>What a run would do to what modules have made is more than it may: their folders are not what they were made from any more. Nothing was done.</summary>
internal sealed class ModuleChangedException : Exception
{
    private const int Named = 5;

    /// <param name="changes">What would be done, by module.</param>
    public ModuleChangedException(ILookup<TerraformAddress, TerraformPlannedResource> changes)
        : base(string.Join("; ", changes.Select(module => $"{module.Key}: {Text(module)}"))) => Changes = changes;

    public ILookup<TerraformAddress, TerraformPlannedResource> Changes { get; }

    /// <summary>What is wrong with one of the modules, and what to do.</summary>
    public string Of(TerraformAddress module) => Text(Changes[module]);

    private static string Text(IEnumerable<TerraformPlannedResource> changes)
    {
        string[] all = [.. changes.Select(change => $"{(change.IsForgotten ? "Forget" : change.Action)} {change.Address}")];
        string named = string.Join(", ", all.Take(Named)) + (all.Length > Named ? $" and {all.Length - Named} more" : "");
        return $"the module in its folder is not what it was made from any more (terraform would: {named}). Nothing was done to it: have its folder say what is there again (what a restart that failed has added included), restart the component where the folder only adds or changes, or terminate the environment and provision a new one";
    }
}
