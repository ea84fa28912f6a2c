using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Starts instances of RDS. Terraform's own resource for their state can't: before it starts one it waits until that is available, which a stopped one never is.</summary>
internal sealed class RdsStart(AwsApi api, TimeProvider time)
{
    private const string Stopped = "stopped";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Starts those that are stopped, and waits for those that are stopping or starting. Of others terraform says what is wrong with them.</summary>
    /// <exception cref="AwsApiException">AWS says no.</exception>
    public Task StartAsync(IEnumerable<string> identifiers, CancellationToken cancellationToken) => Task.WhenAll(identifiers.Select(identifier => StartAsync(identifier, cancellationToken)));

    private async Task StartAsync(string identifier, CancellationToken cancellationToken)
    {
        string? state = await FindStateAsync(identifier, cancellationToken).ConfigureAwait(false);
        while (state is Stopped or "stopping" or "starting")
        {
            if (state == Stopped)
            {
                await AskAsync("StartDBInstance", identifier, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }

            state = await FindStateAsync(identifier, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> FindStateAsync(string identifier, CancellationToken cancellationToken) =>
        (await AskAsync("DescribeDBInstances", identifier, cancellationToken).ConfigureAwait(false))?.First("DBInstanceStatus");

    /// <returns>Null where there is no such instance, or it is in another state by now.</returns>
    private async Task<XElement?> AskAsync(string action, string identifier, CancellationToken cancellationToken)
    {
        try
        {
            return await api.QueryAsync(AwsService.Rds, action, [new("DBInstanceIdentifier", identifier)], cancellationToken).ConfigureAwait(false);
        }
        catch (AwsApiException exception) when (exception.Code is "DBInstanceNotFound" or "DBInstanceNotFoundFault" or "InvalidDBInstanceState" or "InvalidDBInstanceStateFault")
        {
            return null;
        }
    }
}
