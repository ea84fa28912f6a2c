using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>What holds for every database on this machine.</summary>
internal static class LocalDatabases
{
    public const string Address = "127.0.0.1";

    /// <summary>What to do about a component that ended with its process.</summary>
    public const string WhatEnded = $"{nameof(IEnvironmentManager.RecoverAsync)} ends an environment whose process is gone; then make it anew.";

    public static ComponentLocation Here => new() { Cluster = Environment.MachineName };

    /// <summary>Where what is made now is found again: of what is kept, the directory of state is a part of that, whatever another process has in its own options.</summary>
    [SupportedOSPlatform("linux")]
    public static ComponentLocation For(LocalOptions options) => options.Lifetime == LocalLifetime.Environment ? Kept(new StateDirectory(options).Path) : Here;

    public static ComponentLocation Kept(string stateDirectory) => Here with { Namespace = stateDirectory };

    /// <summary>Whether what is there outlives its process.</summary>
    public static bool IsKept(ComponentLocation location) => location.Namespace is not null;

    /// <summary>Where a server of this machine is reached.</summary>
    public static IReadOnlyList<ServerAddress> At(int port) => [new ServerAddress(Address, port, Vantage.Host)];

    /// <summary>What a provider of one type declines.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="type">What it makes.</param>
    /// <param name="options">The options.</param>
    /// <param name="ofType">What else is declined of a database of that type.</param>
    public static IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec, string provider, DatabaseType type, LocalOptions options, IEnumerable<SpecificationFault> ofType)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Type != type)
        {
            return [new SpecificationFault("type", $"'{provider}' makes {type} databases.", "Take one of those, or another provider.")];
        }

        return spec.Encrypted && !options.AllowUnencrypted
            ? [new SpecificationFault("encrypted", "Local servers do not encrypt their storage.", $"{nameof(LocalOptions)}.{nameof(LocalOptions.AllowUnencrypted)} allows a database without."), .. ofType]
            : ofType;
    }

    [SupportedOSPlatform("linux")]
    public static ComponentPlacement Place(DatabaseSpec spec, TimeSpan duration, LocalOptions options)
    {
        List<NotApplicableSetting> passedOver = [];
        Add(spec.Version is not null && options.AllowNearestVersion, "version", $"where this machine has no version {spec.Version}, the nearest that it has is used; the output '{OutputNames.Version}' says which");
        Add(spec.Encrypted, "encrypted", $"storage is not encrypted, as {nameof(LocalOptions)}.{nameof(LocalOptions.AllowUnencrypted)} allows; the data is this user's alone and goes with the {(options.Lifetime == LocalLifetime.Process ? "process" : "environment")}");
        passedOver.AddRange(PassedOverSettings.Of(spec));
        return new ComponentPlacement { Location = For(options), EstimatedDuration = duration, NotApplicable = passedOver, ReachableFrom = Vantage.Host, OutlivesProcess = options.Lifetime == LocalLifetime.Environment };

        void Add(bool applies, string setting, string reason)
        {
            if (applies)
            {
                passedOver.Add(new NotApplicableSetting(setting, reason));
            }
        }
    }

    /// <summary>Nothing that is said here holds for another machine.</summary>
    public static void RequireThisMachine(ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Location.Cluster is { } machine && machine != Environment.MachineName)
        {
            throw new ProviderException($"{context.Component} was made on the machine '{machine}', and this is '{Environment.MachineName}': it can be seen and destroyed there only.");
        }
    }
}
