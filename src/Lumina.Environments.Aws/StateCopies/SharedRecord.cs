using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Aws;

/// <summary>The copy of one environment's record that machines share: taken up where it is newer than what is here, written around every run, removed with the environment.</summary>
/// <param name="place">Where it is.</param>
/// <param name="workspace">What is here.</param>
/// <param name="time">The clock that bounds the last copy.</param>
/// <param name="logger">Told of what could not be copied.</param>
[SupportedOSPlatform("linux")]
internal sealed partial class SharedRecord(ICopyPlace place, TerraformWorkspace workspace, TimeProvider time, ILogger logger) : ITerraformRecordKeeper
{
    /// <summary>The copy after a run is written whether the caller still waits or not: another machine may need it.</summary>
    private static readonly TimeSpan EndBound = TimeSpan.FromMinutes(1);

    /// <summary>The name of a copy.</summary>
    public static string KeyOf(string installation, EnvironmentId environment) => $"{Uri.EscapeDataString(installation)}/{environment.Value}.zip";

    /// <summary>The copy; null where there is none.</summary>
    /// <exception cref="ProviderException">Its place can't be read, or what is there is no copy.</exception>
    public async Task<StateCopy?> FindAsync(CancellationToken cancellationToken)
    {
        byte[]? bytes = await place.FindAsync(cancellationToken).ConfigureAwait(false);
        return bytes is null ? null : StateCopy.TryRead(bytes) ?? throw new ProviderException($"{place.Name} is no copy of a record: put it right, or remove it, and what is here or what bears the environment's tags counts alone");
    }

    /// <summary>Takes up a copy if it is newer than what is here. Nothing of the workspace may run.</summary>
    /// <exception cref="TerraformStateException">What is here is of another history.</exception>
    public void TakeUp(StateCopy copy)
    {
        byte[]? here = workspace.ReadState() is { } state && TerraformState.TryParse(state) is not null ? state : workspace.Copies.Newest();
        int age = StateVersion.Compare(StateVersion.Of(here), StateVersion.Of(copy.State));

        // A run that has begun here and not ended has left its own log, which knows more.
        if (age > 0 || (age == 0 && !(copy.IsOpen && workspace.EventFiles().Count == 0)))
        {
            return;
        }

        foreach (string name in workspace.PartNames().ToArray())
        {
            workspace.RemovePart(name);
        }

        foreach ((string name, byte[] content) in copy.Configuration)
        {
            workspace.WriteConfigurationFile(name, content);
        }

        if (copy.IsOpen)
        {
            Doubt(copy.State is null ? null : TerraformState.TryParse(copy.State));
        }

        // The last: by it the next look knows that the copy was taken up.
        if (copy.State is not null)
        {
            DurableFile.Write(workspace.StateFile, copy.State);
        }
    }

    public Task BeginAsync(CancellationToken cancellationToken) => WriteAsync(isOpen: true, cancellationToken);

    public async Task EndAsync()
    {
        using CancellationTokenSource bound = new(EndBound, time);
        try
        {
            // What is not settled is known here alone.
            await WriteAsync(isOpen: workspace.EventFiles().Count > 0, bound.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ProviderException or EnvironmentException or OperationCanceledException)
        {
            // The copy from before the run says that one was under way: another machine would look for what it made.
            LogNotCopied(logger, place.Name, exception.Message);
        }
    }

    public Task RemoveAsync(CancellationToken cancellationToken) => place.RemoveAsync(cancellationToken);

    private Task WriteAsync(bool isOpen, CancellationToken cancellationToken) => place.WriteAsync(StateCopy.Of(workspace, isOpen).ToBytes(), cancellationToken);

    /// <summary>What a run on another machine may have made is in doubt here: all that the configuration names and the state does not hold. Of modules nothing is known.</summary>
    private void Doubt(TerraformState? state)
    {
        HashSet<TerraformAddress> known = [.. (state?.Instances ?? []).Select(instance => TerraformAddress.RootOf(instance.Address))];
        StringBuilder told = new();
        foreach (TerraformAddress address in workspace.PartNames().SelectMany(workspace.ReadPartAddresses).Where(address => address.Type != TerraformAddress.ModuleType && !known.Contains(address)))
        {
            JsonObject hook = new() { ["resource"] = new JsonObject { ["addr"] = address.ToString() }, ["action"] = "create" };
            told.Append(new JsonObject { ["type"] = "apply_start", ["hook"] = hook }.ToJsonString()).Append('\n');
        }

        if (told.Length > 0)
        {
            DurableFile.Write(workspace.NewEventFile("elsewhere"), Encoding.UTF8.GetBytes(told.ToString()));
        }
    }

    [LoggerMessage(EventId = 703, Level = LogLevel.Warning, Message = "The record was not copied after a run ({Place}); the next run tries again: {Reason}")]
    private static partial void LogNotCopied(ILogger logger, string place, string reason);
}
