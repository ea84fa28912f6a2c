namespace Lumina.Environments;

/// <summary>A component of a kind that is not known here, kept whole as it was read. Where a manager knows the kind it takes its place; where none does it is a fault to provision it.</summary>
public sealed record OpaqueComponentSpec : ComponentSpec
{
    /// <summary>Makes the spec.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name among components of the kind.</param>
    /// <param name="json">The whole of it, as a JSON object.</param>
    public OpaqueComponentSpec(string kind, string name, string json)
        : base(name)
    {
        Kind = kind;
        Json = json;
    }

    /// <inheritdoc />
    public override string Kind { get; }

    /// <summary>The whole of it, as a JSON object.</summary>
    public string Json { get; }

    /// <inheritdoc />
    public override IEnumerable<string>? DeclaredOutputs => null;
}
