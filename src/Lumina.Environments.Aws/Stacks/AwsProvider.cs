using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Components of one kind on AWS: each is a part of its environment's stack.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
/// <param name="kind">The kind.</param>
/// <param name="stacks">The stacks of this process.</param>
/// <param name="services">What they work with.</param>
/// <param name="configurations">What it can make; the first that takes a spec writes it.</param>
[SupportedOSPlatform("linux")]
internal class AwsProvider<TSpec>(string kind, AwsStacks stacks, AwsStackServices services, IReadOnlyList<IAwsConfiguration<TSpec>> configurations)
    : IPlatformProvider, IPrerequisiteProvider<TSpec>, IValidatingProvider<TSpec>, IBatchProvider, ILocatingProvider, IPreflightProvider<TSpec>, ITimeLimitProvider, IMarkingProvider, IDriftProvider<TSpec>, IPreviewProvider<TSpec>, ITaggingProvider
    where TSpec : ComponentSpec
{
    /// <summary>For what is written for nobody.</summary>
    private const string AnyRegion = "us-east-1";

    public string Name => AwsOptions.ProviderName;

    public string Batch => AwsOptions.ProviderName;

    /// <summary>A multi-zone database takes half an hour.</summary>
    public TimeSpan StepTimeout => TimeSpan.FromHours(1);

    /// <summary>Terraform finishes what is in flight and writes its state, then is told harder, then killed.</summary>
    public TimeSpan CancellationGrace => services.Tools.Terraform.InterruptGrace + services.Tools.Terraform.TerminateGrace + TimeSpan.FromSeconds(20);

    public string? WhyNot(TSpec spec) => FindObstacles(spec).ToReason();

    public IEnumerable<SpecificationFault> FindObstacles(TSpec spec) => Choose(spec) is { } configuration
        ? configuration.FindObstacles(spec, services.Options)
        : [new SpecificationFault("type", $"{spec.ComponentName} is nothing that AWS has here.", "Take another type.")];

    public ComponentPlacement Place(TSpec spec) => new()
    {
        Location = new ComponentLocation { Account = services.Options.AccountId, Region = services.Options.Region },
        ConsumesFrom = Vantage.Network,
        ReachableFrom = Choose(spec)?.ReachableFrom(spec, services.Options) ?? Vantage.Network,
        OutlivesProcess = true,
        EstimatedDuration = Choose(spec)?.EstimateDuration(spec) ?? TimeSpan.Zero,
        NotApplicable = [.. Choose(spec)?.FindNotApplicable(spec) ?? []],
    };

    /// <summary>Whether there is an account that answers us. Where no region is named but by the spec, its answer is asked for there: <see cref="LocateAsync"/>.</summary>
    public async ValueTask<SpecificationFault?> CheckPlatformAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (services.Sessions.Find() is { } session)
            {
                await session.GetAccountAsync(cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        catch (ProviderException exception)
        {
            return new SpecificationFault("", exception.Message, "Nothing is done on AWS before it answers.");
        }
    }

    public async ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(TSpec spec, string baseDirectory, CancellationToken cancellationToken)
    {
        try
        {
            await services.Tools.FindProgramAsync(cancellationToken).ConfigureAwait(false);
            return services.Options.Terraform.PluginMirror is { } mirror && !Directory.Exists(mirror)
                ? [new SpecificationFault("", $"the mirror of providers '{mirror}' is not there.", "Make one with 'terraform providers mirror DIRECTORY', or leave AwsOptions.Terraform.PluginMirror out.")]
                : [];
        }
        catch (TerraformNotFoundException exception)
        {
            return [new SpecificationFault("", exception.Problem, exception.Fix)];
        }
    }

    /// <summary>Writes the component once for nobody: what does not fit its neighbours, and files that are not there, are found before anything is made.</summary>
    public IEnumerable<SpecificationFault> Validate(TSpec spec, IReadOnlyList<ComponentSpec> components, string baseDirectory)
    {
        EnvironmentId nobody = EnvironmentId.Parse("00000000000000000000000000", provider: null);
        AwsComponent component = Describe(new ComponentContext
        {
            EnvironmentId = nobody,
            EnvironmentName = "",
            Component = spec.ComponentName,
            ExternalName = ExternalName.For(nobody, spec.ComponentName),
            Marks = new OwnershipMarks("none", nobody, spec.ComponentName, "none", ExpiresAt: null),
            Location = new ComponentLocation { Region = components.OfType<InfrastructureSpec>().FirstOrDefault()?.Region ?? services.Options.Region ?? AwsRegion.Find(services.Options.Profile) },
            BaseDirectory = baseDirectory,
            Components = components,
            Credentials = spec.Credentials.ToDictionary(name => name, _ => new Secret("rehearsed-password"), StringComparer.Ordinal),
        });
        Choose(spec)!.Write(spec, component);
        return component.Faults;
    }

    public IEnumerable<SpecificationFault> CheckTags(IReadOnlyDictionary<string, string> tags) => AwsTags.FindFaults(tags.Keys);

    public async ValueTask<ComponentLocation> LocateAsync(ComponentLocation placed, IReadOnlyList<ComponentSpec> components, string baseDirectory, CancellationToken cancellationToken)
    {
        AwsSession session = services.Sessions.Get(components.OfType<InfrastructureSpec>().FirstOrDefault()?.Region ?? placed.Region);
        string account = await session.GetAccountAsync(cancellationToken).ConfigureAwait(false);
        if (placed.Account is not null && placed.Account != account)
        {
            throw new ProviderException($"the credentials are of the AWS account {account}, and AwsOptions.AccountId allows {placed.Account} only; give credentials of that account (AwsOptions.Profile, RoleArn or Credentials)");
        }

        await services.RequireBucketAsync(cancellationToken).ConfigureAwait(false);
        return new ComponentLocation { Account = account, Region = session.Region };
    }

    public async ValueTask<IReadOnlyList<SpecificationFault>> PreflightAsync(TSpec spec, ComponentContext context, bool isToBeMade, CancellationToken cancellationToken)
    {
        AwsSession session = services.Sessions.Get(context.Location.Region);
        AwsComponent component = Describe(context);
        Choose(spec)!.Write(spec, component);
        Task<SpecificationFault?> place = Choose(spec)!.CheckPlaceAsync(spec, session, cancellationToken);
        IReadOnlyList<SpecificationFault> faults = await new AwsPreflight(services, session).FindFaultsAsync(component, context, isToBeMade, cancellationToken).ConfigureAwait(false);
        return await place.ConfigureAwait(false) is { } missing ? [.. faults, missing] : faults;
    }

    public async ValueTask<IReadOnlyList<PlannedResource>> PreviewAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        await stacks.Previews.PlanAsync(Write(spec, context), cancellationToken).ConfigureAwait(false);

    public async ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        await ApplyAsync(spec, context, watching: null, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await StackOf(context).ObserveAsync(context, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<ResourceDrift>> DetectDriftAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        await StackOf(context).DetectDriftAsync(context, cancellationToken).ConfigureAwait(false);

    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await StackOf(context).DestroyAsync(context, cancellationToken).ConfigureAwait(false);

    public async ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await StackOf(context).UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AwsSession session = services.Sessions.Get();
        ComponentLocation location = new() { Account = await session.GetAccountAsync(cancellationToken).ConfigureAwait(false), Region = session.Region };
        IEnumerable<OwnershipMarks> found = (await services.FindAsync(session, new AwsScope(scope.EnvironmentId?.Value, scope.Installation), cancellationToken).ConfigureAwait(false))
            .Select(resource => resource.Marks).OfType<OwnershipMarks>().Where(marks => marks.Component.Kind == kind && scope.Covers(marks));
        foreach (IGrouping<(EnvironmentId, ComponentName), OwnershipMarks> marks in found.GroupBy(marks => (marks.EnvironmentId, marks.Component)))
        {
            OwnershipMarks first = marks.FirstOrDefault(each => each.IsKept) ?? marks.First();
            yield return new FoundComponent(first.Component, ExternalName.For(first.EnvironmentId, first.Component), first, location);
        }
    }

    /// <summary>Writes a component, and with it what watches it where that changes with it, and applies both in one run.</summary>
    protected async Task<ComponentOutputs> ApplyAsync(TSpec spec, ComponentContext context, AwsComponent? watching, CancellationToken cancellationToken) =>
        await StackOf(context).ApplyAsync(Write(spec, context) with { Watching = watching }, cancellationToken).ConfigureAwait(false);

    /// <summary>Why what was made can't be reached: the credentials are of another account, AWS does not answer; null where it can.</summary>
    protected async ValueTask<string?> WhyNotReachAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        try
        {
            await services.OpenSessionAsync(context.Location, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ProviderException exception)
        {
            return exception.Message;
        }
    }

    protected AwsStack StackOf(ComponentContext context) => stacks.Of(context.EnvironmentId);

    private AwsPart Write(TSpec spec, ComponentContext context)
    {
        IAwsConfiguration<TSpec> configuration = Choose(spec)!;
        AwsComponent component = Describe(context);
        configuration.Write(spec, component);
        RequireNoFaults(component);
        return new AwsPart(component, context, values => configuration.Read(spec, component, values));
    }

    /// <summary>A file may have changed since it was looked at, or something of the environment was scaled.</summary>
    /// <exception cref="ProviderException">What was written has faults.</exception>
    protected static void RequireNoFaults(AwsComponent component)
    {
        if (component.Faults.Count > 0)
        {
            throw new ProviderException(string.Join(" ", component.Faults.Select(fault => $"{fault.Problem} {fault.Fix}")));
        }
    }

    protected AwsComponent Describe(ComponentContext context) => new()
    {
        Name = context.Component,
        ExternalName = context.ExternalName,
        Marks = context.Marks,
        Tags = context.Tags,
        Region = context.Location.Region ?? AnyRegion,
        IsRegionKnown = context.Location.Region is not null,
        Options = services.Options,
        BaseDirectory = context.BaseDirectory,
        Components = [.. context.Components.Where(IsHere)],
        Dependencies = context.Dependencies,
        Settings = context.Settings,
        Credentials = context.Credentials,
    };

    /// <summary>Whether a component of the environment is on AWS, so that others may refer to what terraform makes of it.</summary>
    protected static bool IsHere(ComponentSpec spec) => spec.Provider is null or AwsOptions.ProviderName && spec is not (DatabaseSpec { Existing: not null } or ServiceSpec { IsExternal: true } or DataSpec);

    private IAwsConfiguration<TSpec>? Choose(TSpec spec) => configurations.FirstOrDefault(configuration => configuration.Takes(spec));
}
