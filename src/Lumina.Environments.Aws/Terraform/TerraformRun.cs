using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>Terraform's commands on one workspace, one at a time.</summary>
/// <param name="program">The program.</param>
/// <param name="workspace">Where it works.</param>
/// <param name="runner">Runs it.</param>
/// <param name="options">How many things at once, and what is secret.</param>
[SupportedOSPlatform("linux")]
internal sealed class TerraformRun(TerraformProgram program, TerraformWorkspace workspace, TerraformRunner runner, TerraformOptions options)
{
    private const string TargetOfNothing = "terraform_data.nothing";

    /// <summary>Called for each event of a run, before the next is read. If it throws, terraform is stopped.</summary>
    public Func<TerraformEvent, ValueTask>? OnEvent { get; init; }

    /// <summary>Modules that nothing is done to: what stands in the configuration in their place makes nothing, and whoever applied all of it would destroy what they have made.</summary>
    public IReadOnlyList<TerraformAddress> LeftAlone { get; init; } = [];

    /// <summary>Whether terraform and its providers can read the configuration.</summary>
    /// <returns>Errors and warnings, each with its place.</returns>
    public async Task<IReadOnlyList<TerraformDiagnostic>> ValidateAsync(CancellationToken cancellationToken)
    {
        // It ends with 1 where the configuration is wrong, which is an answer.
        using JsonDocument answer = await runner.AskAsync(program, workspace, ["validate", "-json"], allowsFailure: true, cancellationToken).ConfigureAwait(false);
        return [.. answer.RootElement.Items("diagnostics").Select(TerraformEventReader.ReadDiagnostic).OfType<TerraformDiagnostic>().Select(Redact)];
    }

    /// <summary>Works out what would change, and keeps the plan in <see cref="TerraformWorkspace.PlanFile"/>.</summary>
    /// <exception cref="TerraformException">It can't be planned.</exception>
    /// <exception cref="TerraformDoubtException">The state may lack what is there.</exception>
    public Task<TerraformRunResult> PlanAsync(TerraformPlanMode mode, CancellationToken cancellationToken) =>
        RunAsync("plan", [$"-out={workspace.PlanFile}", .. ModeArguments(mode), .. Targets([])], requiresTruth: mode != TerraformPlanMode.RefreshOnly, cancellationToken);

    /// <summary>As <see cref="PlanAsync"/>, by what the state says; what somebody else has changed or deleted meanwhile is left as it is.</summary>
    /// <inheritdoc cref="PlanAsync" path="/exception"/>
    public Task<TerraformRunResult> PlanWithoutLookAsync(CancellationToken cancellationToken) =>
        RunAsync("plan", [$"-out={workspace.PlanFile}", "-refresh=false", .. Targets([])], requiresTruth: true, cancellationToken);

    /// <summary>Makes what the configuration says, without a plan that anybody sees.</summary>
    /// <inheritdoc cref="PlanAsync" path="/exception"/>
    public Task<TerraformRunResult> ApplyAsync(CancellationToken cancellationToken) => RunAsync("apply", ["-auto-approve", .. Targets([])], requiresTruth: true, cancellationToken);

    /// <summary>Makes what the configuration says, where that differs from the state; what somebody else has changed or deleted meanwhile is left as it is.</summary>
    /// <param name="only">These alone, with what they depend on; empty for all of it.</param>
    /// <param name="cancellationToken">Stops terraform.</param>
    /// <inheritdoc cref="PlanAsync" path="/exception"/>
    public Task<TerraformRunResult> ApplyWithoutLookAsync(IReadOnlyCollection<TerraformAddress> only, CancellationToken cancellationToken) =>
        RunAsync("apply", ["-auto-approve", "-refresh=false", .. Targets(only)], requiresTruth: true, cancellationToken);

    /// <summary>Carries out exactly the plan that was kept; terraform refuses it if the state has changed since.</summary>
    /// <inheritdoc cref="PlanAsync" path="/exception"/>
    public async Task<TerraformRunResult> ApplyPlanAsync(TerraformPlanMode mode, CancellationToken cancellationToken)
    {
        TerraformRunResult result = await RunAsync(
            "apply", ["-auto-approve", workspace.PlanFile], requiresTruth: mode != TerraformPlanMode.RefreshOnly, cancellationToken).ConfigureAwait(false);
        File.Delete(workspace.PlanFile);
        return result;
    }

    /// <summary>Destroys everything in the state, or only some of it with what depends on that.</summary>
    /// <exception cref="TerraformException">Something could not be destroyed, or is in the state still.</exception>
    /// <exception cref="TerraformDoubtException">The state may lack what is there.</exception>
    public async Task<TerraformRunResult> DestroyAsync(IReadOnlyCollection<TerraformAddress> only, CancellationToken cancellationToken)
    {
        int before = ReadState()?.Instances.Count ?? 0;
        try
        {
            return await DestroyAsync(only, [], cancellationToken).ConfigureAwait(false);
        }
        catch (TerraformException) when (!cancellationToken.IsCancellationRequested && (ReadState()?.Instances.Count ?? 0) == before)
        {
            // One thing that can't be looked at keeps all the others: without a look they go.
            return await DestroyAsync(only, ["-refresh=false"], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TerraformRunResult> DestroyAsync(IReadOnlyCollection<TerraformAddress> only, string[] look, CancellationToken cancellationToken)
    {
        TerraformRunResult result = await RunAsync(
            "destroy", ["-auto-approve", .. look, .. Targets(only)], requiresTruth: true, cancellationToken).ConfigureAwait(false);

        // The exit code alone has been wrong.
        TerraformInstance[] left = [.. (ReadState()?.Instances ?? []).Where(instance => only.Count == 0 || only.Any(address => IsOf(instance, address)))];
        return left.Length == 0 ? result : throw new TerraformException(
            "destroy", "exit code 0", [new TerraformDiagnostic(IsError: true, $"Left in the state: {string.Join(", ", left.Select(instance => instance.Address))}")]);
    }

    /// <summary>Looks at what is there and takes it into the state; changes nothing.</summary>
    /// <param name="only">At these alone, with what they depend on; empty for all of it.</param>
    /// <param name="cancellationToken">Stops terraform.</param>
    /// <exception cref="TerraformException">It can't be looked at.</exception>
    public Task<TerraformRunResult> RefreshAsync(IReadOnlyCollection<TerraformAddress> only, CancellationToken cancellationToken) =>
        RunAsync("apply", ["-refresh-only", "-auto-approve", .. Targets(only)], requiresTruth: false, cancellationToken);

    /// <summary>The outputs with their values, those of sensitive ones too.</summary>
    public async Task<IReadOnlyDictionary<string, TerraformOutput>> OutputAsync(CancellationToken cancellationToken)
    {
        using JsonDocument answer = await runner.AskAsync(program, workspace, ["output", "-json"], allowsFailure: false, cancellationToken).ConfigureAwait(false);
        return TerraformEventReader.ReadOutputs(answer.RootElement.ValueKind == JsonValueKind.Object ? answer.RootElement.EnumerateObject() : []);
    }

    /// <summary>The kept plan, or the state, in terraform's own form. It holds secrets.</summary>
    public Task<JsonDocument> ShowAsync(bool plan, CancellationToken cancellationToken) =>
        runner.AskAsync(program, workspace, ["show", "-json", .. plan ? [workspace.PlanFile] : Array.Empty<string>()], allowsFailure: false, cancellationToken);

    /// <summary>The state as it is in the file; null where there is none.</summary>
    public TerraformState? ReadState() => workspace.FindState();

    private async Task<TerraformRunResult> RunAsync(string command, string[] arguments, bool requiresTruth, CancellationToken cancellationToken)
    {
        string parallelism = options.Parallelism.ToString(CultureInfo.InvariantCulture);
        ITerraformRecordKeeper? keeper = command == "plan" ? null : workspace.RecordKeeper;
        await (keeper?.BeginAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        try
        {
            return await runner.RunAsync(
                program,
                workspace,
                [command, "-json", "-input=false", $"-parallelism={parallelism}", .. arguments],
                requiresTruth,
                OnEvent ?? (static _ => ValueTask.CompletedTask),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await (keeper?.EndAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    private IEnumerable<string> Targets(IReadOnlyCollection<TerraformAddress> only)
    {
        if (only.Count > 0 || LeftAlone.Count == 0)
        {
            return only.Select(address => $"-target={address}");
        }

        // Where there is nothing else at all, it is limited to what there is not: without a limit it is all.
        return workspace.Targets().Except(LeftAlone.Select(address => address.ToString()), StringComparer.Ordinal).DefaultIfEmpty(TargetOfNothing).Select(target => $"-target={target}");
    }

    private static string[] ModeArguments(TerraformPlanMode mode) => mode switch
    {
        TerraformPlanMode.Destroy => ["-destroy"],
        TerraformPlanMode.RefreshOnly => ["-refresh-only"],
        _ => [],
    };

    private static bool IsOf(TerraformInstance instance, TerraformAddress address) =>
        TerraformAddress.RootOf(instance.Address) == address;

    private TerraformDiagnostic Redact(TerraformDiagnostic diagnostic) => TerraformRunner.Redact(diagnostic, options);
}
