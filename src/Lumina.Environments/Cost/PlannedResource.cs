namespace Lumina.Environments;

/// <summary>One thing that a platform would make of a component, with what it costs.</summary>
/// <param name="Component">The component.</param>
/// <param name="Action">What the platform would do with it.</param>
/// <param name="Type">Its type, in the platform's words, such as <c>aws_instance</c>.</param>
/// <param name="Address">Its name or address, in the platform's words.</param>
public sealed record PlannedResource(ComponentName Component, PlannedAction Action, string Type, string Address)
{
    /// <summary>What of it costs; empty where it costs nothing by itself.</summary>
    public IReadOnlyList<PricedItem> Items { get; init; } = [];

    /// <summary>What it costs an hour, as far as that is known; the manager fills it in. Default: 0.</summary>
    public decimal Hourly { get; init; }

    /// <summary>Which of <see cref="Items"/> have no price, or one that depends on use: they are not free. The manager fills it in.</summary>
    public IReadOnlyList<PricedItem> Unknown { get; init; } = [];

    /// <summary>The thing and its price, on one line.</summary>
    public override string ToString() =>
        $"{Component}: {Action} {Type} '{Address}': {Hourly:0.####}/h{(Unknown.Count == 0 ? "" : $" and unknown: {string.Join(", ", Unknown)}")}";
}
