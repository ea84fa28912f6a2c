using System.Data.Common;
using System.Reflection;

namespace Lumina.Environments;

/// <summary>What code does on an open connection, such as migrations.</summary>
public sealed record DelegateSource : CodeSource
{
    private readonly string? _name;
    private readonly string? _key;
    private readonly Func<DbConnection, CancellationToken, Task> _fill;

    /// <summary>Makes one.</summary>
    /// <param name="key">A name for what the code does; null for a result that is never kept.</param>
    /// <param name="fill">The code.</param>
    /// <param name="assemblies">Other assemblies on which the result depends; that of <paramref name="fill"/> itself always counts.</param>
    public DelegateSource(string? key, Func<DbConnection, CancellationToken, Task> fill, params IReadOnlyList<Assembly> assemblies)
    {
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentNullException.ThrowIfNull(assemblies);
        (_name, _fill) = (key, fill);
        _key = key is null ? null : string.Join('|', assemblies.Select(assembly => assembly.ManifestModule).Prepend(fill.Method.Module).Select(module => module.ModuleVersionId.ToString("N")).Prepend(key));
    }

    /// <inheritdoc />
    public override string Kind => "delegate";

    /// <inheritdoc />
    public override string Description => _name is null ? "the delegate" : $"the delegate '{_name}'";

    /// <summary>The key that was given, with the version ids of the assemblies, which change with every change of their code; null where none was given.</summary>
    public override string? Key => _key;

    /// <inheritdoc />
    public override Task FillAsync(DbConnection connection, CancellationToken cancellationToken) => _fill(connection, cancellationToken);
}
