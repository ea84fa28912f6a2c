using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Makes what a provider is told about a component: settings resolved, credentials, marks, the outputs that it depends on.</summary>
internal sealed class ComponentContexts(CredentialGenerator credentials, ILoggerFactory loggers, IOptions<EnvironmentManagerOptions> options)
{
    private static readonly IReadOnlyDictionary<string, string> NoSettings = ReadOnlyDictionary<string, string>.Empty;
    private static readonly IReadOnlyDictionary<string, Secret> NoCredentials = ReadOnlyDictionary<string, Secret>.Empty;

    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);

    public ComponentContext Create(StepAttempts attempts)
    {
        EnvironmentSession session = attempts.Operation.Session;
        ComponentSnapshot component = session.Snapshot.Find(attempts.Step.Component)!;
        bool needsInputs = attempts.Step.Action is StepAction.Provision or StepAction.Start or StepAction.Reset or StepAction.Scale;
        IReadOnlyDictionary<string, string> settings = needsInputs && attempts.Spec is ServiceSpec service ? SettingResolver.Resolve(session, attempts.Binding, service) : NoSettings;
        return Create(session, component, session.Snapshot.ExpiresAt, attempts.Count, settings, attempts.Operation.ResetWay, attempts.Step.Together, attempts.Step.Count is null ? null : attempts.Spec);
    }

    /// <summary>The context of a component for calls that need no settings.</summary>
    public ComponentContext Create(EnvironmentSession session, ComponentSnapshot component) => Create(session, component, session.Snapshot.ExpiresAt);

    /// <summary>The context of a component that is to have another number.</summary>
    public ComponentContext Create(EnvironmentSession session, ComponentSnapshot component, ComponentSpec scaled) => Create(session, component, session.Snapshot.ExpiresAt, scaled: scaled);

    /// <summary>The context of a component that is up, with the settings that it was made with.</summary>
    public ComponentContext Create(EnvironmentSession session, ComponentSnapshot component, ProviderBinding binding, ImmutableArray<ComponentName> together) => Create(
        session, component, session.Snapshot.ExpiresAt, settings: session.Specs[component.Name] is ServiceSpec service ? SettingResolver.Resolve(session, binding, service) : NoSettings, together: together);

    /// <summary>The context of a component whose marks say when it expires.</summary>
    public ComponentContext Create(EnvironmentSession session, ComponentSnapshot component, DateTimeOffset? expiresAt, int attempt = 1, IReadOnlyDictionary<string, string>? settings = null, ResetWay? resetWay = null, ImmutableArray<ComponentName> together = default, ComponentSpec? scaled = null)
    {
        EnvironmentSnapshot environment = session.Snapshot;
        return new ComponentContext
        {
            EnvironmentId = environment.Id,
            EnvironmentName = environment.Name,
            Component = component.Name,
            ExternalName = component.ExternalName,
            Marks = new OwnershipMarks(options.Value.Installation, environment.Id, component.Name, environment.Owner, expiresAt),
            Tags = environment.Tags,
            Location = component.Location,
            BaseDirectory = environment.BaseDirectory,
            Settings = settings ?? NoSettings,
            Environment = environment,
            Components = scaled is null ? session.Specs.Values : session.Specs.Select(spec => spec.Key == component.Name ? scaled : spec.Value),
            Outputs = component.Outputs,
            Credentials = KnownCredentials(session, component.Name),
            FencingToken = session.Lease.FencingToken,
            Attempt = attempt,
            ResetWay = resetWay,
            Together = together.IsDefault ? [] : together,
            Logger = new RedactingLogger(LoggerOf(component.Provider), session.Redactor),
            SecretHider = session.Redactor.Hide,
            Record = new StoredProviderRecord(session, component.Name, component.Provider),
            ResourceRecorder = (resource, _) => new ValueTask(session.Journal.AppendAsync(new JournalAppend($"lumina/{component.Provider}", new ResourceRecorded(component.Name, Redact(resource, session.Redactor))))),
        };
    }

    private ILogger LoggerOf(string provider) =>
        _loggers.GetOrAdd(provider, static (name, factory) => factory.CreateLogger($"Lumina.Environments.Providers.{name}"), loggers);

    private static ComponentResource Redact(ComponentResource resource, SecretRedactor redactor) =>
        new(redactor.Redact(resource.Type), redactor.Redact(resource.Name), redactor.Redact(resource.Id))
        {
            Configuration = resource.Configuration.ToDictionary(entry => entry.Key, entry => redactor.Redact(entry.Value), StringComparer.Ordinal),
            Status = resource.Status is null ? null : redactor.Redact(resource.Status),
            CreatedAt = resource.CreatedAt,
            HourlyCost = resource.HourlyCost,
        };

    /// <summary>The credentials that a component needs and has not yet: new ones, which are to be committed with its intent and remembered after that.</summary>
    public KeyValuePair<string, Secret>[] Credentials(EnvironmentSession session, ComponentName component)
    {
        if (!session.Specs.TryGetValue(component, out ComponentSpec? spec))
        {
            return [];
        }

        List<KeyValuePair<string, Secret>>? added = null;
        foreach (string name in spec.Credentials)
        {
            string key = $"{component}:{name}";
            if (!session.Secrets.ContainsKey(key))
            {
                string value = credentials.Next();
                session.Redactor.Add(value);
                (added ??= []).Add(new(key, Secret.Stored(key, value)));
            }
        }

        return added is null ? [] : [.. added];
    }

    private static IReadOnlyDictionary<string, Secret> KnownCredentials(EnvironmentSession session, ComponentName component)
    {
        if (!session.Specs.TryGetValue(component, out ComponentSpec? spec))
        {
            return NoCredentials;
        }

        Dictionary<string, Secret>? known = null;
        foreach (string name in spec.Credentials)
        {
            AddIfKnown(name);
        }

        foreach ((string name, Secret _) in spec.Secrets)
        {
            AddIfKnown(name);
        }

        return known ?? NoCredentials;

        void AddIfKnown(string name)
        {
            if (session.Secrets.TryGetValue($"{component}:{name}", out Secret? secret))
            {
                (known ??= new(StringComparer.Ordinal))[name] = secret;
            }
        }
    }
}
