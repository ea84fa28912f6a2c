namespace Lumina.Environments.Providers;

/// <summary>The providers of a manager.</summary>
internal sealed class ProviderRegistry
{
    private readonly ProviderBinding[] _bindings;
    private readonly ILookup<string, ProviderBinding> _byKind;

    public ProviderRegistry(IEnumerable<ProviderBinding> bindings)
    {
        _bindings = [.. bindings];
        _byKind = _bindings.ToLookup(binding => binding.Kind, StringComparer.Ordinal);
        string[] twice = [.. _bindings.GroupBy(binding => (binding.Kind, binding.Name)).Where(group => group.Count() > 1).Select(group => $"'{group.Key.Name}' for {group.Key.Kind}")];
        if (twice.Length > 0)
        {
            throw new InvalidOperationException($"Registered more than once: {string.Join(", ", twice)}. A provider's name is unique for its kind: remove one of each.");
        }
    }

    public IEnumerable<ProviderBinding> All => _bindings;

    public IEnumerable<ProviderBinding> Of(string kind) => _byKind[kind];

    public ProviderBinding? Find(string kind, string name)
    {
        foreach (ProviderBinding binding in _bindings)
        {
            if (binding.Kind == kind && binding.Name == name)
            {
                return binding;
            }
        }

        return null;
    }
}
