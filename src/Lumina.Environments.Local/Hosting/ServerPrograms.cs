using System.Collections.Concurrent;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>The programs of one kind of server that this machine has, and which of them a spec gets.</summary>
/// <param name="query">How they are looked for.</param>
/// <param name="title">The server's name.</param>
/// <param name="howToGet">What is to be done where there is none.</param>
/// <param name="allowNearest">Whether another version than the one that is asked for will do.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerPrograms(ProgramQuery query, string title, string howToGet, bool allowNearest, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ServerVersion?> _versions = new(StringComparer.Ordinal);

    /// <summary>What is missing for a database; null where nothing is.</summary>
    public async Task<SpecificationFault?> CheckAsync(DatabaseSpec spec, CancellationToken cancellationToken)
    {
        (string? program, SpecificationFault? fault) = await ChooseAsync(spec.Version, cancellationToken).ConfigureAwait(false);
        return program is null ? fault : null;
    }

    /// <exception cref="ProviderException">There is none.</exception>
    public async Task<string> ChooseAsync(DatabaseSpec spec, CancellationToken cancellationToken)
    {
        (string? program, SpecificationFault? fault) = await ChooseAsync(spec.Version, cancellationToken).ConfigureAwait(false);
        return program ?? throw new ProviderException($"{fault!.Problem} {fault.Fix}");
    }

    /// <summary>The version of a program; empty where it does not say.</summary>
    public async Task<string> VersionAsync(string program, CancellationToken cancellationToken) =>
        (await AskVersionAsync(program, cancellationToken).ConfigureAwait(false))?.ToString() ?? "";

    private async Task<(string? Program, SpecificationFault? Fault)> ChooseAsync(string? wantedText, CancellationToken cancellationToken)
    {
        ProgramSearch search = new ProgramLocator(Environment.GetEnvironmentVariable).Find(query);
        if (search.Best is null)
        {
            return (null, new SpecificationFault("", $"{title} is not on this machine: {search.DescribeMissing()}", howToGet));
        }

        if (wantedText is null)
        {
            return (search.Best, null);
        }

        if (ServerVersion.Parse(wantedText) is not { } wanted)
        {
            return (null, new SpecificationFault("version", $"'{wantedText}' is no version.", "Write it as 15 or 15.4, or leave it out for what the machine has."));
        }

        Dictionary<ServerVersion, string> have = [];
        foreach (string program in search.Found)
        {
            if (await AskVersionAsync(program, cancellationToken).ConfigureAwait(false) is { } version)
            {
                have.TryAdd(version, program);
            }
        }

        ServerVersion? nearest = ServerVersion.Nearest(wanted, have.Keys);
        if (nearest is not null && (allowNearest || nearest.Is(wanted)))
        {
            return (have[nearest], null);
        }

        return (null, new SpecificationFault(
            "version",
            $"{title} {wanted} is not on this machine, which has {(have.Count > 0 ? string.Join(", ", have.Keys.Order()) : "none whose version is known")}. Looked at: {string.Join(", ", search.LookedAt)}.",
            $"Install it, ask for a version that is there, or allow the nearest ({nameof(LocalOptions)}.{nameof(LocalOptions.AllowNearestVersion)})."));
    }

    private async Task<ServerVersion?> AskVersionAsync(string program, CancellationToken cancellationToken)
    {
        if (!_versions.TryGetValue(program, out ServerVersion? version))
        {
            version = await ServerVersion.AskAsync(program, time, cancellationToken).ConfigureAwait(false);
            _versions[program] = version;
        }

        return version;
    }
}
