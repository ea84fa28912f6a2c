using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Finds everything on AWS that bears our tags, with no record of ours: what we made says whose it is.</summary>
internal sealed class AwsDiscovery(AwsSessions sessions)
{
    /// <summary>Those that go by what others have found come after them.</summary>
    private static readonly IAwsFinder[] Regional =
    [
        new TaggedResources(), new Ec2Tags(), new AutoScalingGroups(), new DatabaseGroups(), new HttpApis(), new Listeners(), new EventRules(), new BackupPlans(), new Dashboards(),
    ];

    /// <summary>What belongs to no region, or to the first of the partition.</summary>
    private static readonly IAwsFinder[] Global = [new TaggedResources(), new IamRoles(), new IamInstanceProfiles(), new HostedZones()];

    /// <summary>Looks in a region, and at what belongs to none.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="session">Where, and as whom.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProviderException">Something could not be asked: then nobody knows what is there.</exception>
    public async Task<IReadOnlyList<AwsResource>> FindAsync(AwsScope scope, AwsSession session, CancellationToken cancellationToken)
    {
        AwsApi global = sessions.Get(AwsPartition.Of(session.Region).GlobalRegion).Api;
        try
        {
            AwsPlace place = new(await session.GetAccountAsync(cancellationToken).ConfigureAwait(false), session.Region, session.EndpointUrl);
            IReadOnlyList<AwsFinding>[] found = await Task.WhenAll(
                AskAsync(session.Api, Regional, scope, cancellationToken),
                AskAsync(global, Global, scope, cancellationToken)).ConfigureAwait(false);
            return [.. found.SelectMany(findings => findings).Select(finding => ToResource(finding, place)).DistinctBy(Identity)];
        }
        catch (AwsApiException exception)
        {
            throw AwsErrors.Explain(exception, "find what bears our tags");
        }
    }

    /// <summary>Asks every finder, whatever the others are answered.</summary>
    /// <returns>The calls that are denied.</returns>
    /// <exception cref="ProviderException">Something could not be asked for another reason.</exception>
    public async Task<IReadOnlyList<string>> FindDeniedAsync(AwsScope scope, AwsSession session, CancellationToken cancellationToken)
    {
        AwsApi global = sessions.Get(AwsPartition.Of(session.Region).GlobalRegion).Api;
        string?[] denied = await Task.WhenAll(
            Regional.Select(finder => WhyNotAsync(finder, session.Api)).Concat(Global.Select(finder => WhyNotAsync(finder, global)))).ConfigureAwait(false);
        return [.. denied.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

        async Task<string?> WhyNotAsync(IAwsFinder finder, AwsApi api)
        {
            try
            {
                await finder.FindAsync(api, scope, [], cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (AwsApiException exception)
            {
                return exception.IsDenied ? exception.Right
                    : exception.IsNotBuilt || exception.IsTransient ? null
                    : throw AwsErrors.Explain(exception, "find what bears our tags");
            }
        }
    }

    private static async Task<IReadOnlyList<AwsFinding>> AskAsync(AwsApi api, IAwsFinder[] finders, AwsScope scope, CancellationToken cancellationToken)
    {
        List<AwsFinding> findings = [];
        foreach (IAwsFinder finder in finders)
        {
            try
            {
                findings.AddRange(await finder.FindAsync(api, scope, findings, cancellationToken).ConfigureAwait(false));
            }
            catch (AwsApiException exception) when (exception.IsNotBuilt)
            {
                // An emulator that does not know the call holds nothing that it would list.
            }
        }

        IReadOnlyList<AwsFinding> living = await Ec2LiveFilter.FilterAsync(api, findings, cancellationToken).ConfigureAwait(false);
        living = await EcsLiveFilter.FilterAsync(api, living, cancellationToken).ConfigureAwait(false);
        return await KmsLiveFilter.FilterAsync(api, living, cancellationToken).ConfigureAwait(false);
    }

    internal static AwsResource ToResource(AwsFinding finding, AwsPlace place)
    {
        AwsResource resource = new(finding.Arn, finding.Tags);
        if (finding.Part is { } part)
        {
            return resource with { IsPart = true, Type = AwsResourceTypes.Find(part.Type), Attributes = part.Attributes };
        }

        return AwsArn.TryParse(finding.Arn) is { } arn && AwsResourceTypes.Of(arn, resource.Address?.Split('.')[0]) is { } type
            ? resource with { Type = type, Attributes = type.Attributes(type.IdOf(arn, place)) }
            : resource;
    }

    /// <summary>The same thing has two ARNs where one finder knows its account and another does not.</summary>
    private static (string? Service, string? Resource, string? Region, string? Part) Identity(AwsResource resource)
    {
        AwsArn? arn = AwsArn.TryParse(resource.Arn);
        return (arn?.Service, arn?.Resource ?? resource.Arn, arn?.Region, resource.IsPart ? $"{resource.Type?.Name} {resource.Id}" : null);
    }
}
