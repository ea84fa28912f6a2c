using System.Collections.Concurrent;
using System.Security.Cryptography;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    private const string Installation = "conformance";

    /// <summary>One component of one environment, and what a provider is told about it.</summary>
    private sealed class Case(ProviderConformance<TSpec> suite, TSpec spec, OwnershipMarks marks, ComponentLocation location)
    {
        public TSpec Spec => spec;

        public OwnershipMarks Marks { get; set; } = marks;

        public string ExternalName { get; init; } = Environments.ExternalName.For(marks.EnvironmentId, marks.Component);

        public IReadOnlyDictionary<string, Secret> Credentials { get; init; } = MakeCredentials(spec);

        public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

        /// <summary>What it last gave.</summary>
        public ComponentOutputs Outputs { get; set; } = ComponentOutputs.Empty;

        public ConcurrentQueue<ComponentResource> Resources { get; } = new();

        public ComponentContext Context(OwnershipMarks? otherMarks = null) => new()
        {
            EnvironmentId = (otherMarks ?? Marks).EnvironmentId,
            EnvironmentName = "conformance",
            Component = (otherMarks ?? Marks).Component,
            ExternalName = ExternalName,
            Marks = otherMarks ?? Marks,
            Location = location,
            BaseDirectory = suite.BaseDirectory,
            Settings = Settings,
            Dependencies = suite.Dependencies,
            Outputs = Outputs,
            Credentials = Credentials,
            FencingToken = 1,
            Logger = suite.Trace,
            ResourceRecorder = (resource, _) =>
            {
                Resources.Enqueue(resource);
                suite.Trace.Note($"a recorded resource: {resource} {string.Join(' ', resource.Configuration)}");
                suite.Trace.Pass();
                return ValueTask.CompletedTask;
            },
        };

        // As the core makes them: 24 letters and digits.
        private static Dictionary<string, Secret> MakeCredentials(TSpec spec)
        {
            Dictionary<string, Secret> credentials = spec.Secrets.ToDictionary(secret => secret.Key, secret => secret.Value, StringComparer.Ordinal);
            foreach (string name in spec.Credentials)
            {
                credentials[name] = new Secret(RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", 24));
            }

            return credentials;
        }
    }

    private Case NewCase(string name = "orders", string owner = "payments", string installation = Installation, IReadOnlyDictionary<string, string>? settings = null)
    {
        TSpec spec = CreateSpec(name);
        EnvironmentId id = EnvironmentId.Create(TimeProvider.System.GetUtcNow(), RandomNumberGenerator.GetBytes(10));

        // Whole seconds: not every platform keeps more in a mark.
        DateTimeOffset expiry = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600);
        OwnershipMarks marks = new(installation, id, spec.ComponentName, owner, expiry);
        Case made = new(this, spec, marks, Locate(spec));
        return settings is null ? made : new Case(this, spec, marks, Locate(spec)) { Settings = settings };
    }
}
