using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>The record of what one environment has on AWS: its workspace here, or a copy that another machine has written.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AwsStackRecord(EnvironmentId id, AwsStackServices services)
{
    /// <summary>What is said where there is none.</summary>
    private const string IsLost = "there is no record here of what was made; use the AwsOptions.StateDirectory in which it was made (or let machines share records by AwsOptions.StateCopies), or terminate the environment and provision a new one";

    /// <summary>Why a component can't be changed: there is no record of it.</summary>
    public static ProviderException Lost(ComponentName component) => new($"{component} was not changed: {IsLost}");

    private string Directory => services.Tools.DirectoryOf(id);

    /// <summary>For looking alone: it is not made again where somebody deletes it meanwhile.</summary>
    public TerraformWorkspace? FindWorkspace() => System.IO.Directory.Exists(Directory) ? TerraformWorkspace.At(Directory) : null;

    /// <summary>Whether there is one, here or as a copy.</summary>
    public async Task<bool> IsThereAsync(ComponentContext context, CancellationToken cancellationToken) =>
        FindWorkspace() is not null || await FindCopyAsync(context, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Whether a component is in it, here or in a copy.</summary>
    public async Task<bool> KnowsAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string name = AwsPart.FileNameOf(context.Component);
        return FindWorkspace()?.PartNames().Contains(name, StringComparer.Ordinal) == true
            || (await FindCopyAsync(context, cancellationToken).ConfigureAwait(false))?.PartNames.Contains(name, StringComparer.Ordinal) == true;
    }

    /// <summary>Why a component can't be changed; null where it is known.</summary>
    public async Task<string?> WhyNotChangeAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await KnowsAsync(context, cancellationToken).ConfigureAwait(false) ? null : IsLost;

    /// <exception cref="ProviderException">A component can't be changed: it would be made a second time.</exception>
    public async Task RequireAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (!await KnowsAsync(context, cancellationToken).ConfigureAwait(false))
        {
            throw Lost(context.Component);
        }
    }

    /// <summary>The state, here or in a copy; null where there is none that can be read.</summary>
    public async Task<TerraformState?> FindStateAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (FindWorkspace() is { } workspace)
        {
            AwsMainPart.RequireSameInstallation(workspace, context.Marks);
            return workspace.FindState();
        }

        return (await FindCopyAsync(context, cancellationToken).ConfigureAwait(false))?.State is { } copy ? TerraformState.TryParse(copy) : null;
    }

    /// <summary>What the state here knows of a component.</summary>
    public TerraformInstance[] KnownOf(ComponentName component)
    {
        try
        {
            return FindWorkspace() is { } workspace ? AwsTeardown.KnownOf(workspace, component) : [];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // It has just been destroyed.
            return [];
        }
    }

    /// <summary>The workspace, made if there is none, with what another machine has done since, and with the part that belongs to no component.</summary>
    public async Task<TerraformWorkspace> OpenAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        AwsSession session = await services.OpenSessionAsync(context.Location, cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<string, string?> variables = await session.GetTerraformVariablesAsync(cancellationToken).ConfigureAwait(false);
        TerraformWorkspace workspace = TerraformWorkspace.Open(Directory, variables);
        await services.TakeUpAsync(workspace, context, cancellationToken).ConfigureAwait(false);
        AwsMainPart.RequireSameInstallation(workspace, context.Marks);
        workspace.Write(AwsMainPart.Create(services.Tools.Provider, session.Region, context.Marks, context.Tags, services.Options));
        return workspace;
    }

    private async Task<StateCopy?> FindCopyAsync(ComponentContext context, CancellationToken cancellationToken) =>
        services.Share(TerraformWorkspace.At(Directory), context) is { } shared ? await shared.FindAsync(cancellationToken).ConfigureAwait(false) : null;
}
