using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>A dashboard: a graph for each metric, with a line for each thing that has it.</summary>
internal static class DashboardBody
{
    private const int LongestName = 255;
    private const int Width = 12;
    private const int Height = 6;

    public static void Write(DashboardSpec dashboard, AwsComponent component, string path)
    {
        TerraformAddress address = component.Untagged("aws_cloudwatch_dashboard", dashboard.Name, new TerraformBlock
        {
            ["dashboard_name"] = component.PlatformName(dashboard.Name, LongestName),
            ["dashboard_body"] = Body(dashboard, component, path),
        });
        component.Output($"dashboard.{dashboard.Name}", TerraformExpression.Attribute(address, "dashboard_name"));
    }

    private static TerraformExpression Body(DashboardSpec dashboard, AwsComponent component, string path)
    {
        TerraformText text = new();
        text.Add("{\"widgets\":[");
        for (int i = 0; i < dashboard.Metrics.Count; i++)
        {
            text.Add(i == 0 ? "" : ",").AddFormat($"{{\"type\":\"metric\",\"x\":{i % 2 * Width},\"y\":{i / 2 * Height},\"width\":{Width},\"height\":{Height},\"properties\":{{\"title\":")
                .AddJson(dashboard.Metrics[i]).Add(",\"region\":").AddJson(component.Region).Add(",\"metrics\":[");
            AddMetrics(text, MetricCatalog.Find(dashboard.Metrics[i], component, string.Create(CultureInfo.InvariantCulture, $"{path}.metrics[{i}]")));
            text.Add("]}}");
        }

        return text.Add("]}").ToExpression();
    }

    private static void AddMetrics(TerraformText text, IReadOnlyList<MetricSource> sources)
    {
        for (int i = 0; i < sources.Count; i++)
        {
            MetricSource source = sources[i];
            text.Add(i == 0 ? "[" : ",[").AddJson(source.Namespace).Add(",").AddJson(source.Metric);
            foreach ((string name, TerraformValue value) in source.Dimensions)
            {
                text.Add(",").AddJson(name).Add(",\"").Add(value).Add("\"");
            }

            text.Add(",{\"label\":").AddJson(source.Title).Add(",\"stat\":").AddJson(source.Statistic).AddFormat($",\"period\":{source.PeriodSeconds}}}]");
        }
    }
}
