using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Starts instances of RDS. Terraform's own resource for their state can't: before it starts one it waits until that is available, which a stopped one never is.</summary>
internal sealed class RdsStart(AwsApi api, TimeProvider time)
{
    private const string Stopped = "stopped";
    private const int MostRefusals = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Starts those that are stopped, and waits for those that are stopping or starting. Of others terraform says what is wrong with them.</summary>
    /// <exception cref="AwsApiException">AWS says no.</exception>
    public Task StartAsync(IEnumerable<string> identifiers, CancellationToken cancellationToken) => Task.WhenAll(identifiers.Select(identifier => StartAsync(identifier, cancellationToken)));

    private async Task StartAsync(string identifier, CancellationToken cancellationToken)
    {
        int refusals = 0;
        while (await FindStateAsync(identifier, cancellationToken).ConfigureAwait(false) is (Stopped or "stopping" or "starting") and var state)
        {
            try
            {
                await (state == Stopped ? AskAsync("StartDBInstance", identifier, cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
            }
            catch (AwsApiException exception) when (IsWrongState(exception) && ++refusals < MostRefusals)
            {
                // What is told of its state lags behind: somebody else has started it, or it has only just stopped.
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>Null where there is no such instance.</returns>
    private async Task<string?> FindStateAsync(string identifier, CancellationToken cancellationToken)
    {
        try
        {
            return (await AskAsync("DescribeDBInstances", identifier, cancellationToken).ConfigureAwait(false)).First("DBInstanceStatus");
        }
        catch (AwsApiException exception) when (exception.Code is "DBInstanceNotFound" or "DBInstanceNotFoundFault")
        {
            return null;
        }
    }

    private Task<XElement> AskAsync(string action, string identifier, CancellationToken cancellationToken) =>
        api.QueryAsync(AwsService.Rds, action, [new("DBInstanceIdentifier", identifier)], cancellationToken);

    private static bool IsWrongState(AwsApiException exception) => exception.Code is "InvalidDBInstanceState" or "InvalidDBInstanceStateFault";
}
