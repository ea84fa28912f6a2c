using System.Data.Common;

namespace Lumina.Environments;

/// <summary>A source whose code is not here: what remains of it in JSON. It fills nothing.</summary>
public sealed record MissingCodeSource : CodeSource
{
    /// <summary>Makes one.</summary>
    /// <param name="kind">What the source was.</param>
    /// <param name="key">The key that it had, or null.</param>
    public MissingCodeSource(string kind, string? key = null) => (Kind, Key) = (kind, key);

    /// <inheritdoc />
    public override string Kind { get; }

    /// <inheritdoc />
    public override string? Key { get; }

    /// <inheritdoc />
    public override IEnumerable<SpecificationFault> Validate() =>
        [new SpecificationFault("code", $"{Problem} and no JSON and no configuration can hold it.", "Give it in code, by TestData.From or the method of the package that has the kind, or use files.")];

    /// <summary>Fails always.</summary>
    /// <exception cref="NotSupportedException">The code is not here.</exception>
    public override Task FillAsync(DbConnection connection, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{Problem} and is not in this process, which has read the environment from its journal. Such an environment can be terminated here; provision a new one from the spec in code.");

    private string Problem => $"A source of the kind '{Kind}'{(Key is null ? "" : $" with the key '{Key}'")} is code,";
}
