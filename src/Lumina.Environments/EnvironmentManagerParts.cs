using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>What a manager and its views share.</summary>
internal sealed record EnvironmentManagerParts(
    EnvironmentPreparation Preparation,
    Planner Planner,
    PlatformPreview Preview,
    EnvironmentProvisioner Provisioner,
    EnvironmentTerminator Terminator,
    EnvironmentLifecycle Lifecycle,
    EnvironmentScaling Scaling,
    EnvironmentPausing Pausing,
    DriftDetection Drift,
    EnvironmentSessions Sessions,
    EnvironmentAttachment Attachment,
    OpenedEnvironments Opened,
    OutOfReach OutOfReach,
    ComponentObserver Observer,
    DatabaseRentals Rentals,
    IEnvironmentStore Store,
    EnvironmentEventStream Stream,
    JournalReader Reader,
    EnvironmentHealthEvaluator Health,
    CostCalculator Costs,
    ExpiryCleaner Cleaner,
    EnvironmentRecovery Recovery,
    UnfinishedWork Unfinished,
    OrphanSweeper Sweeper,
    IOptions<EnvironmentManagerOptions> Options);
