namespace Lumina.Environments.Aws;

/// <summary>Holds what terraform told against its state: pure.</summary>
internal sealed class TerraformDoubtFinder
{
    private readonly SortedDictionary<string, Creation> _creations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TerraformId?> _deletions = new(StringComparer.Ordinal);

    /// <summary>Whether any thing was begun to be made and is not told to be gone.</summary>
    public bool HasCreations => _creations.Count > 0;

    /// <summary>In the order in which terraform told them, over all runs since the state was last known to be whole.</summary>
    public void Add(TerraformEvent told)
    {
        switch (told)
        {
            case TerraformEvent.ApplyStart { Action: TerraformAction.Create or TerraformAction.Replace } start:
                _creations[start.Address] = new Creation(TerraformDoubtReason.Unfinished, Id: null);
                break;
            case TerraformEvent.ApplyComplete { Action: TerraformAction.Create or TerraformAction.Replace } complete:
                _creations[complete.Address] = new Creation(TerraformDoubtReason.Lost, complete.Id);
                break;
            case TerraformEvent.ApplyErrored { Action: TerraformAction.Create or TerraformAction.Replace } errored:
                _creations[errored.Address] = new Creation(TerraformDoubtReason.Failed, Id: null);
                break;
            case TerraformEvent.ApplyStart { Action: TerraformAction.Delete } start:
                _deletions[start.Address] = start.Id;
                break;
            case TerraformEvent.ApplyComplete { Action: TerraformAction.Delete } complete:
                EndCreation(complete.Address);
                break;
        }
    }

    public IReadOnlyList<TerraformDoubt> Find(TerraformState? state)
    {
        ILookup<string, TerraformInstance> instances = (state?.Instances ?? []).ToLookup(instance => instance.Address, StringComparer.Ordinal);
        return [.. _creations.Where(creation => !IsHeld(creation.Value, instances[creation.Key]))
            .Select(creation => new TerraformDoubt(creation.Key, creation.Value.Reason, creation.Value.Id))];
    }

    /// <summary>Where a replacement is made before the old one goes, both have one address: the end of the old is not the end of the new.</summary>
    private void EndCreation(string address)
    {
        TerraformId? deleted = _deletions.GetValueOrDefault(address);
        if (_creations.TryGetValue(address, out Creation? creation) && (creation.Id is null || deleted is null || creation.Id == deleted))
        {
            _creations.Remove(address);
        }
    }

    private static bool IsHeld(Creation creation, IEnumerable<TerraformInstance> instances) => instances.Any(instance =>
        creation.Id is not { } id || instance.Attributes.Text(id.Key) is not { } held || held == id.Value);

    private sealed record Creation(TerraformDoubtReason Reason, TerraformId? Id);
}
