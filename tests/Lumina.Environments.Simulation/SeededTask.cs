namespace Lumina.Environments.Simulation;

/// <summary>Takes the place, in what is rewritten, of what would give work to the pool: it goes to the seed's choice.</summary>
public static class SeededTask
{
    /// <summary>As <see cref="Task.Run(Func{Task}, CancellationToken)"/>.</summary>
    public static Task Run(Func<Task> function, CancellationToken cancellationToken) => Start(function, cancellationToken).Unwrap();

    /// <summary>As <see cref="Task.Run{TResult}(Func{Task{TResult}}, CancellationToken)"/>.</summary>
    public static Task<TResult> Run<TResult>(Func<Task<TResult>> function, CancellationToken cancellationToken) => Start(function, cancellationToken).Unwrap();

    /// <summary>In place of <c>new ParallelOptions()</c>: the options without which <c>Parallel.ForEachAsync</c> would give its work to the pool.</summary>
    public static ParallelOptions Options() => new() { TaskScheduler = TaskScheduler.FromCurrentSynchronizationContext() };

    private static Task<TTask> Start<TTask>(Func<TTask> function, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(function, cancellationToken, TaskCreationOptions.DenyChildAttach, TaskScheduler.FromCurrentSynchronizationContext());
}
