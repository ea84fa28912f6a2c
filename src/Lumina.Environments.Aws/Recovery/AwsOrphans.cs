using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>
/// Destroys an environment of which there is neither state nor configuration: what bears its tags is found, written into a state as if it had
/// been made there, looked at by terraform, and destroyed by a plan that holds nothing else.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class AwsOrphans(AwsSessions sessions, AwsDiscovery discovery, AwsOrphanPlan plan)
{
    /// <summary>What AWS made for something (an instance's volume that outlives it) shows when that is gone; some things take a second try.</summary>
    private const int Passes = 4;

    /// <summary>Destroys, and looks afterwards whether it is gone.</summary>
    /// <param name="scope">What is to go.</param>
    /// <param name="recorded">What a journal says was made: of it, what has lost its tags is left, and told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProviderException">It is another account's, AWS can't be asked, or something is there still.</exception>
    public async Task<AwsSweep> DestroyAsync(AwsSweepScope scope, IReadOnlyList<AwsResource> recorded, CancellationToken cancellationToken)
    {
        AwsSession session = sessions.Get(scope.Region);
        await session.RequireAccountAsync(scope.Account, scope.Region, cancellationToken).ConfigureAwait(false);
        List<AwsResource> destroyed = [];
        TerraformException? failure = null;
        AwsResource[] left = [];
        for (int pass = 0; pass < Passes; pass++)
        {
            IReadOnlyList<AwsResource> found = await discovery.FindAsync(new AwsScope(scope.Environment), session, cancellationToken).ConfigureAwait(false);
            AwsResource[] ours = [.. found.Where(resource => scope.Holds(resource.Tags))];
            AwsResource[] wanted = AwsOrphanSelection.Choose(ours);
            AwsSweepPass done = await plan.DestroyAsync(scope, session, wanted, cancellationToken).ConfigureAwait(false);
            destroyed.AddRange(done.Destroyed);
            failure = done.Failure;
            left = [.. wanted.Except(done.Destroyed)];
            if (done.Planned == 0)
            {
                // What is listed still, terraform does not find: nothing is left of what we know how to look at.
                HashSet<(string?, string?)> seen = [.. ours.Concat(destroyed).Select(resource => (resource.Type?.Name, resource.Id))];
                AwsSweepPass unlisted = await plan.DestroyAsync(scope, session, [.. recorded.Where(resource => !seen.Contains((resource.Type?.Name, resource.Id)))], cancellationToken).ConfigureAwait(false);
                return new AwsSweep
                {
                    Destroyed = [.. destroyed, .. unlisted.Destroyed],
                    Kept = [.. ours.Where(resource => resource.IsKept)],
                    Unknown = [.. ours.Where(resource => resource is { IsKept: false, Type: null })],
                    Refused = [.. done.Refused, .. unlisted.Refused],
                    Gone = [.. wanted.Except(done.Refused)],
                };
            }
        }

        throw new ProviderException(
            $"of the environment {scope.Environment} in the account {scope.Account} is there still, after {Passes} tries to destroy it: {AwsPresence.Name(left.Select(resource => resource.ToString()))}. {failure?.Message} Look at what holds it, then terminate the environment, or sweep, once more",
            failure);
    }
}
