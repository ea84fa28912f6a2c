using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace Lumina.Environments;

/// <summary>Tries a step again while its provider says that this may help, with back-off and jitter; each failed attempt is an event.</summary>
internal sealed class StepRetry
{
    private static readonly ResiliencePropertyKey<StepAttempts> AttemptsKey = new("attempts");

    private readonly BoundedCall _call;
    private readonly Lazy<ResiliencePipeline> _pipeline;

    public StepRetry(BoundedCall call, IOptions<EnvironmentManagerOptions> options, IRandomSource random, TimeProvider timeProvider)
    {
        _call = call;
        _pipeline = new Lazy<ResiliencePipeline>(() => Build(options.Value, random, timeProvider));
    }

    public async ValueTask<ComponentOutputs> RunAsync(StepAttempts attempts, CancellationToken cancellationToken)
    {
        try
        {
            attempts.Count++;
            return await _call.RunAsync(attempts, cancellationToken).ConfigureAwait(false);
        }
        catch (StepException failure) when (failure.IsTransient)
        {
            return await RetryAsync(attempts, failure, cancellationToken).ConfigureAwait(false);
        }
    }

    // The pipeline begins with the failure that has happened: where nothing fails, it costs nothing.
    private async ValueTask<ComponentOutputs> RetryAsync(StepAttempts attempts, StepException first, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(AttemptsKey, attempts);
        StepException? failed = first;
        try
        {
            return await _pipeline.Value.ExecuteAsync(
                async current =>
                {
                    if (Interlocked.Exchange(ref failed, null) is { } happened)
                    {
                        throw happened;
                    }

                    attempts.Count++;
                    return await _call.RunAsync(attempts, current.CancellationToken).ConfigureAwait(false);
                },
                context).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new StepException("cancelled while it waited for its next attempt", exception) { WasCancelled = true };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ResiliencePipeline Build(EnvironmentManagerOptions settings, IRandomSource random, TimeProvider timeProvider)
    {
        ResiliencePipelineBuilder builder = new() { TimeProvider = timeProvider };
        if (settings.MaximumAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<StepException>(exception => exception.IsTransient),
                MaxRetryAttempts = settings.MaximumAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = settings.RetryDelay,
                UseJitter = true,
                Randomizer = () => Fraction(random),
                OnRetry = RecordAsync,
            });
        }

        return builder.Build();
    }

    private static async ValueTask RecordAsync(OnRetryArguments<object> arguments)
    {
        StepAttempts attempts = arguments.Context.Properties.GetValue(AttemptsKey, null!);
        string error = attempts.Operation.Session.Redactor.Redact(arguments.Outcome.Exception!.Message);
        await attempts.Operation.AppendAsync(new AttemptFailed(attempts.Step.Component, attempts.Step.Action, attempts.Count, error, IsTransient: true)).ConfigureAwait(false);
    }

    private static double Fraction(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        random.Fill(bytes);
        return BitConverter.ToUInt32(bytes) / (uint.MaxValue + 1.0);
    }
}
