namespace Lumina.Environments.Kubernetes;

/// <summary>Which versions of groups a cluster has, as it says itself.</summary>
/// <param name="Autoscaling">The best of <c>autoscaling</c>: <c>v2</c>, else <c>v1</c>.</param>
/// <param name="Policy">The best of <c>policy</c> for disruption budgets: <c>v1</c>, else <c>v1beta1</c>; null where there is none.</param>
/// <param name="CronJobs">The version of <c>batch</c> for cron jobs: <c>v1</c> where it has them, else <c>v1beta1</c>; null where there is none.</param>
/// <param name="HasIngresses">Whether <c>networking.k8s.io/v1</c> is there.</param>
internal sealed record ClusterVersions(string Autoscaling, string? Policy, string? CronJobs, bool HasIngresses);
