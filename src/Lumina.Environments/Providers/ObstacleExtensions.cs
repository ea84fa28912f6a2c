namespace Lumina.Environments.Providers;

/// <summary>From what a provider declines thing by thing to one reason.</summary>
public static class ObstacleExtensions
{
    /// <summary>What <see cref="IComponentProvider{TSpec}.WhyNot"/> says where <see cref="IComponentProvider{TSpec}.FindObstacles"/> is written out: each problem and its fix, one after the other and none twice, without the last full stop; null where nothing is declined.</summary>
    /// <param name="obstacles">What is declined.</param>
    public static string? ToReason(this IEnumerable<SpecificationFault> obstacles)
    {
        string reason = string.Join(' ', obstacles.Select(obstacle => $"{obstacle.Problem} {obstacle.Fix}").Distinct(StringComparer.Ordinal));
        return reason.Length == 0 ? null : reason.TrimEnd('.');
    }
}
