using System.Diagnostics.CodeAnalysis;

namespace Lumina.Environments.Aws;

/// <summary>
/// A metric as a spec names it: a word for whatever in the environment has it (<c>cpu</c>), the word of one component (<c>database/orders:cpu</c>), or a metric of CloudWatch
/// by namespace and name (<c>Shop/OrdersPlaced</c>).
/// </summary>
/// <param name="Component">The one component that is meant; null for all that have it.</param>
/// <param name="Word">The word; null for a metric by namespace.</param>
/// <param name="Namespace">The namespace; null for a word.</param>
/// <param name="Metric">The name in the namespace; null for a word.</param>
internal sealed record MetricName(ComponentName? Component, string? Word, string? Namespace, string? Metric)
{
    private const int MaximumLength = 255;

    /// <summary>What to write in place of one that is none.</summary>
    public static string Advice { get; } = $"Write one of {string.Join(", ", MetricCatalog.Words)}, for one component with its name in front (database/orders:cpu), or Namespace/Metric.";

    public static bool TryParse(string text, [NotNullWhen(true)] out MetricName? name, [NotNullWhen(false)] out string? problem)
    {
        (name, problem) = (Find(text), null);
        if (name is { Namespace: not null } && text.Length <= MaximumLength && !name.Namespace.StartsWith(':') && text.All(c => c is >= ' ' and <= '~'))
        {
            return true;
        }

        if (name is { Word: { } word } && MetricCatalog.Words.Contains(word))
        {
            return true;
        }

        problem = $"Metric '{text}' is none that CloudWatch is known to have.";
        name = null;
        return false;
    }

    private static MetricName? Find(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon > 0 && ComponentName.TryParse(text[..colon], null, out ComponentName component))
        {
            return new(component, text[(colon + 1)..], null, null);
        }

        int slash = text.LastIndexOf('/');
        return slash < 0 ? new(null, text, null, null) : slash > 0 && slash < text.Length - 1 ? new(null, null, text[..slash], text[(slash + 1)..]) : null;
    }
}
