namespace Lumina.Environments.Fixtures;

/// <summary>Writes down why a reset failed, beside what the components did and logged then.</summary>
internal static class FailedReset
{
    public static async Task WriteAsync(FixtureSettings settings, EnvironmentManager manager, EnvironmentSnapshot environment, string? test, EnvironmentException exception)
    {
        FixtureArtifacts artifacts = new(settings, environment);
        if (artifacts.Folder is not null)
        {
            string before = test is null ? "" : $" before {test}";
            await artifacts.WriteReportAsync($"{settings.TimeProvider.GetUtcNow():u} A reset{before} failed.\n{exception.Message}\n{await DescribeAsync(settings, manager, environment).ConfigureAwait(false)}").ConfigureAwait(false);
        }
    }

    private static async Task<string> DescribeAsync(FixtureSettings settings, EnvironmentManager manager, EnvironmentSnapshot environment)
    {
        try
        {
            return await EnvironmentDescription.WriteAsync(manager, environment, lines: 20, settings.TimeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The reset's own error is the one to be told.
            return $"Describing it failed, too: {exception.Message}";
        }
    }
}
