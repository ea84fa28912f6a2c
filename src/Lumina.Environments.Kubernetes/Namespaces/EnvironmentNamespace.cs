using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>The namespace of an environment as it was seen. It bears the environment's marks, and says which components are in it.</summary>
internal sealed class EnvironmentNamespace
{
    public const string ManagedByLabel = "app.kubernetes.io/managed-by";
    public const string ManagedBy = "lumina-environments";
    private const string MarkPrefix = "lumina-";

    private EnvironmentNamespace(JsonObject seen)
    {
        Dictionary<string, string> annotations = seen.Texts("metadata", "annotations");
        Dictionary<string, string> labels = seen.Texts("metadata", "labels");

        // A person who wants to keep it may take the one or the other.
        if (labels.TryGetValue(OwnershipMarks.KeepMark, out string? keep))
        {
            annotations.TryAdd(OwnershipMarks.KeepMark, keep);
        }

        Name = seen.Name();
        Uid = seen.Uid();
        IsEnding = seen.IsEnding();
        CreatedAt = seen.Time("metadata", "creationTimestamp");
        Marks = labels.GetValueOrDefault(ManagedByLabel) == ManagedBy ? OwnershipMarks.FromDictionary(annotations) : null;
        HasLostMarks = Marks is null && labels.Keys.Concat(annotations.Keys).Any(each => each.StartsWith(MarkPrefix, StringComparison.Ordinal));
        Labels = labels;
        Annotations = annotations;
        Components = [.. annotations.Select(annotation => ComponentEntry.Read(annotation.Key, annotation.Value)).OfType<ComponentEntry>()];
    }

    public string Name { get; }

    public string Uid { get; }

    public bool IsEnding { get; }

    public DateTimeOffset? CreatedAt { get; }

    /// <summary>The marks of the component with which it was made; null where it is none of ours.</summary>
    public OwnershipMarks? Marks { get; }

    /// <summary>Whether it bears some of our marks and not all: somebody took the others, and what is in it runs on.</summary>
    public bool HasLostMarks { get; }

    public IReadOnlyList<ComponentEntry> Components { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public IReadOnlyDictionary<string, string> Annotations { get; }

    /// <summary>What it has lost of its marks, in words, with what to do.</summary>
    public string WhatIsLost =>
        $"it has lost marks of this library ({string.Join(", ", Lost())}). Put back what is missing, or delete it by hand";

    public static EnvironmentNamespace Read(JsonObject seen) => new(seen);

    /// <summary>The name of an environment's namespace: the same whenever it is asked for.</summary>
    /// <param name="location">Its namespace is what names begin with: all of the name is known only once there is an environment.</param>
    /// <param name="id">The environment.</param>
    public static string NameOf(ComponentLocation location, EnvironmentId id) => $"{location.Namespace}-{id.Value}";

    /// <summary>What its name begins with, as locations have it; null where somebody gave it another name.</summary>
    public string? Prefix => Marks is not null && Name.EndsWith($"-{Marks.EnvironmentId}", StringComparison.Ordinal) ? Name[..^(Marks.EnvironmentId.Value.Length + 1)] : null;

    public ComponentEntry? Find(string externalName) => Components.FirstOrDefault(entry => entry.ExternalName == externalName);

    public OwnershipMarks MarksOf(ComponentEntry entry) => Marks! with { Component = entry.Component };

    /// <summary>Makes sure that nobody has taken marks away, without which it would count as somebody else's.</summary>
    /// <exception cref="ProviderException">Somebody has.</exception>
    public void RequireWhole()
    {
        if (HasLostMarks)
        {
            throw new ProviderException($"The namespace '{Name}' was left alone, with all that runs in it: {WhatIsLost}.") { LeftAsBefore = true };
        }
    }

    /// <summary>Makes sure that it is the environment's.</summary>
    /// <exception cref="ProviderException">It is somebody else's.</exception>
    public void RequireOurs(ComponentContext context)
    {
        RequireWhole();
        if (Marks is null)
        {
            throw new ProviderException($"The namespace '{Name}' is there and does not bear this library's marks, so it is somebody else's and was left alone. Remove it by hand if nobody wants it, or choose another {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.NamespacePrefix)}.") { LeftAsBefore = true };
        }

        if (Marks.EnvironmentId != context.EnvironmentId || Marks.Installation != context.Marks.Installation)
        {
            throw new ProviderException($"The namespace '{Name}' bears the marks of environment {Marks.EnvironmentId} of installation '{Marks.Installation}' and was left alone.") { LeftAsBefore = true };
        }
    }

    private IEnumerable<string> Lost()
    {
        if (Labels.GetValueOrDefault(ManagedByLabel) != ManagedBy)
        {
            yield return $"the label {ManagedByLabel}={ManagedBy}";
        }

        string[] marks = [OwnershipMarks.InstallationMark, OwnershipMarks.EnvironmentMark, OwnershipMarks.ComponentMark, OwnershipMarks.OwnerMark, OwnershipMarks.ExpiresAtMark];
        foreach (string mark in marks)
        {
            if (!Annotations.ContainsKey(mark))
            {
                yield return $"the annotation {mark}";
            }
            else if (mark == OwnershipMarks.ExpiresAtMark && !OwnershipMarks.TryParseExpiry(Annotations[mark], out _))
            {
                yield return $"the annotation {mark}, which is no time";
            }
        }
    }
}
