using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>The state of a workspace, held against its copies and its logs.</summary>
/// <param name="State">Null where there has never been one.</param>
/// <param name="IsRestored">Whether the state was put back from a copy.</param>
/// <param name="Doubts">What may be there and is not in the state.</param>
[SupportedOSPlatform("linux")]
internal sealed record TerraformStateCheck(TerraformState? State, bool IsRestored, IReadOnlyList<TerraformDoubt> Doubts)
{
    /// <summary>
    /// Looks, and puts a copy back where the state is lost. An empty state is what terraform takes for "nothing is there yet", so it
    /// counts as that only where neither copies nor logs say otherwise.
    /// </summary>
    /// <exception cref="TerraformStateException">The state is damaged, and nothing tells what was in it.</exception>
    public static TerraformStateCheck Make(TerraformWorkspace workspace)
    {
        TerraformDoubtFinder finder = new();
        foreach (TerraformEvent told in workspace.EventFiles().SelectMany(TerraformEventFile.ReadAll))
        {
            finder.Add(told);
        }

        byte[]? found = workspace.ReadState();
        if (found is { Length: > 0 } && TerraformState.TryParse(found) is { } state)
        {
            workspace.Copies.Keep(found);
            return new TerraformStateCheck(state, IsRestored: false, finder.Find(state));
        }

        if (workspace.Copies.Newest() is { } copy)
        {
            SetAside(workspace, found);
            DurableFile.Write(workspace.StateFile, copy);
            TerraformState? restored = TerraformState.TryParse(copy);
            return new TerraformStateCheck(restored, IsRestored: true, finder.Find(restored));
        }

        if (found is { Length: > 0 } && !finder.HasCreations)
        {
            throw new TerraformStateException(
                $"'{workspace.StateFile}' is no whole state, there is no copy of it, and no log tells what was in it. "
                + "Put a copy of it back, or delete it if nothing was made.");
        }

        SetAside(workspace, found);
        return new TerraformStateCheck(State: null, IsRestored: false, finder.Find(state: null));
    }

    private static void SetAside(TerraformWorkspace workspace, byte[]? found)
    {
        if (found is { Length: > 0 })
        {
            DurableFile.Write(workspace.StateFile + ".damaged", found);
        }

        File.Delete(workspace.StateFile);
    }
}
