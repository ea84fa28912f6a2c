namespace Lumina.Environments.Aws;

/// <summary>A metric of CloudWatch.</summary>
/// <param name="Title">Whose it is and what, for people; within the monitoring it is different for each.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Metric">Its name in the namespace.</param>
/// <param name="Statistic">What is made of the values of one period: <c>Average</c>, <c>Maximum</c> or <c>Sum</c>.</param>
/// <param name="PeriodSeconds">How often there is a value.</param>
/// <param name="Dimensions">What it is of; literals and expressions.</param>
internal sealed record MetricSource(string Title, string Namespace, string Metric, string Statistic, int PeriodSeconds, params IReadOnlyList<KeyValuePair<string, TerraformValue>> Dimensions);
