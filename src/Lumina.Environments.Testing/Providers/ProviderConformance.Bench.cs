using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    /// <summary>Calls the provider for one rule: no call may hang or fail in another way than the contract says. Afterwards nothing of the rule is left.</summary>
    private sealed class Bench(ProviderConformance<TSpec> suite)
    {
        private static readonly TimeSpan MarkPrecision = TimeSpan.FromSeconds(1);

        private readonly List<Case> _cases = [];
        private readonly Lock _gate = new();

        public IComponentProvider<TSpec> Provider { get; } = suite.CreateProvider();

        public Random Random { get; } = new(suite.Seed);

        public string LastFailed { get; private set; } = "A call";

        public IComponentProvider<TSpec> Another() => suite.CreateProvider();

        public Case New(string name = "orders", string owner = "payments", string installation = Installation, IReadOnlyDictionary<string, string>? settings = null) =>
            Keep(suite.NewCase(name, owner, installation, settings));

        public Case Keep(Case one)
        {
            lock (_gate)
            {
                _cases.Add(one);
            }

            return one;
        }

        public async Task<Case> MakeAsync()
        {
            Case one = New();
            await ProvisionAsync(one).ConfigureAwait(false);
            return one;
        }

        public async Task<ComponentOutputs> ProvisionAsync(Case one, IComponentProvider<TSpec>? provider = null, CancellationToken cancellationToken = default)
        {
            one.Outputs = await CallAsync("Provisioning", token => (provider ?? Provider).ProvisionAsync(one.Spec, one.Context(), token), cancellationToken).ConfigureAwait(false);
            foreach (ComponentOutput output in one.Outputs.Where(output => !output.IsSecret))
            {
                suite.Trace.Note($"an output that is no {nameof(Secret)}: {output.Name} is {output.Value}");
            }

            return one.Outputs;
        }

        public Task DestroyAsync(Case one, IComponentProvider? provider = null, CancellationToken cancellationToken = default) =>
            CallAsync("Destroying", token => (provider ?? Provider).DestroyAsync(one.Context(), token), cancellationToken);

        public Task<ComponentPresence> ObserveAsync(Case one, IComponentProvider? provider = null) =>
            CallAsync("Observing", token => (provider ?? Provider).ObserveAsync(one.Context(), token), CancellationToken.None);

        public async Task<List<FoundComponent>> ListAsync(ListScope scope, IComponentProvider? provider = null) =>
            await CallAsync("Listing", async token => await (provider ?? Provider).ListAsync(scope, token).ToListAsync(token).ConfigureAwait(false), CancellationToken.None).ConfigureAwait(false);

        /// <summary>What of the case is listed in a scope.</summary>
        public async Task<List<FoundComponent>> ListAsync(Case one, ListScope scope, IComponentProvider? provider = null) =>
            (await ListAsync(scope, provider).ConfigureAwait(false)).FindAll(found => found.ExternalName == one.ExternalName && found.Marks.Component.Kind == one.Marks.Component.Kind);

        public Task CallAsync(string what, Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken = default) => CallAsync(
            what,
            async token =>
            {
                await call(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

        public async Task<T> CallAsync<T>(string what, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken = default)
        {
            Task<T> running = Task.Run(() => call(cancellationToken).AsTask(), CancellationToken.None);
            try
            {
                return await running.WaitAsync(suite.Patience, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!running.IsCompleted)
            {
                throw new ConformanceException($"{what} has not returned within {suite.Patience}.");
            }
            catch (Exception exception) when (exception is not ConformanceException and not RuleNotApplicableException)
            {
                LastFailed = what;
                suite.Trace.Note($"an exception: {exception}");
                bool expected = exception is ProviderException || (exception is OperationCanceledException && cancellationToken.IsCancellationRequested);
                if (!expected)
                {
                    throw new ConformanceException($"{what} failed with {exception.GetType().Name}, and an error is a {nameof(ProviderException)}: {exception.Message}", exception);
                }

                throw;
            }
        }

        public Task<ProviderException> RefusedAsync(string what, Func<CancellationToken, ValueTask> call) =>
            Check.ThrowsAsync<ProviderException>(() => CallAsync(what, call), what);

        /// <summary>Exactly one is there, with its marks, and as many as are said of what belongs to it.</summary>
        public async Task<ComponentPresence> OneAsync(Case one, string when, IComponentProvider? provider = null, int parts = 0)
        {
            ComponentPresence presence = await ObserveAsync(one, provider).ConfigureAwait(false);
            Check.That(presence.Exists, $"{when}, observing finds nothing.");
            SameMarks(one.Marks, presence.Marks, $"{when}, what is observed");
            List<FoundComponent> found = await ListAsync(new ListScope { EnvironmentId = one.Marks.EnvironmentId }, provider).ConfigureAwait(false);
            Check.Equal(1, found.Count, $"{when}, the number of things that are listed for the environment");
            Check.Equal(one.ExternalName, found[0].ExternalName, $"{when}, the external name that is listed");
            Check.That(found[0].Component is null || found[0].Component == one.Marks.Component, $"{when}, what is listed calls itself {found[0].Component} and is {one.Marks.Component}.");
            Check.Equal(one.Context().Location, found[0].Location, $"{when}, the location that is listed");
            SameMarks(one.Marks, found[0].Marks, $"{when}, what is listed");
            await CountAsync(one, 1 + parts, when).ConfigureAwait(false);
            return presence;
        }

        /// <summary>Nothing is there.</summary>
        public async Task NoneAsync(Case one, string when, IComponentProvider? provider = null)
        {
            ComponentPresence presence = await ObserveAsync(one, provider).ConfigureAwait(false);
            Check.That(!presence.Exists, $"{when}, observing finds '{one.ExternalName}'{(presence.Detail is null ? "" : $" ({presence.Detail})")}.");
            List<FoundComponent> found = await ListAsync(new ListScope { EnvironmentId = one.Marks.EnvironmentId }, provider).ConfigureAwait(false);
            Check.That(found.Count == 0, $"{when}, listing finds {string.Join(", ", found.Select(thing => $"'{thing.ExternalName}'"))}.");
            await CountAsync(one, 0, when).ConfigureAwait(false);
        }

        public async Task CountAsync(Case one, int expected, string when)
        {
            if (await suite.CountAsync(one.Context(), CancellationToken.None).ConfigureAwait(false) is { } count)
            {
                Check.Equal(expected, count, $"{when}, the number of things on the platform");
            }
        }

        public static void SameMarks(OwnershipMarks expected, OwnershipMarks? seen, string what)
        {
            Check.That(seen is not null, $"{what} bears no marks.");
            bool expiresAlike = expected.ExpiresAt is { } wanted ? seen.ExpiresAt is { } found && (wanted - found).Duration() < MarkPrecision : seen.ExpiresAt is null;
            Check.That(expiresAlike, $"{what} should expire at {expected.ExpiresAt:O} and expires at {seen.ExpiresAt:O}.");
            bool isAlike = expected with { ExpiresAt = null } == seen with { ExpiresAt = null };
            Check.That(isAlike, $"{what} should bear the marks {expected} and bears {seen}.");
        }

        public static void SameOutputs(ComponentOutputs expected, ComponentOutputs seen, string when)
        {
            string[] wanted = [.. expected.Select(Describe).Order(StringComparer.Ordinal)];
            string[] found = [.. seen.Select(Describe).Order(StringComparer.Ordinal)];
            string[] different = [.. wanted.Except(found, StringComparer.Ordinal).Concat(found.Except(wanted, StringComparer.Ordinal)).Select(output => output.Split('=')[0]).Distinct(StringComparer.Ordinal)];
            Check.That(different.Length == 0 && wanted.Length == found.Length, $"{when}, these outputs differ: {string.Join(", ", different)}.");
        }

        /// <summary>Destroys all that the rule has made, some at once, and proves it.</summary>
        public async Task ClearAsync()
        {
            IComponentProvider<TSpec> provider = Another();
            await Parallel.ForEachAsync(_cases, new ParallelOptions { MaxDegreeOfParallelism = suite.Concurrency }, async (one, _) =>
            {
                try
                {
                    await DestroyAsync(one, provider, CancellationToken.None).ConfigureAwait(false);
                }
                catch (ProviderException exception)
                {
                    throw new ConformanceException($"Destroying at the end of the rule failed: {exception.Message}", exception);
                }

                await NoneAsync(one, "After destroying at the end of the rule", provider).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        /// <summary>Destroys what can be destroyed; that the rule is broken is known already.</summary>
        public async Task AbandonAsync()
        {
            foreach (Case one in _cases)
            {
                try
                {
                    await DestroyAsync(one, Another()).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is ConformanceException or ProviderException)
                {
                    // The rule's own error says more.
                }
            }
        }

        private static string Describe(ComponentOutput output) => $"{output.Name}@{output.Vantage}={output.Reveal()}";
    }
}
