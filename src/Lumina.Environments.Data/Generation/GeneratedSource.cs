using System.Data.Common;
using System.Globalization;
using Lumina.Environments.Data;
using Npgsql;

namespace Lumina.Environments;

/// <summary>Rows that are made up, for tables that are there already: the same rows for the same seed. Parents come before their children, and a foreign key is drawn from what is there.</summary>
public sealed record GeneratedSource : CodeSource
{
    /// <summary>Asks for rows.</summary>
    /// <param name="seed">Another seed gives other rows.</param>
    /// <param name="tables">The tables, in any order.</param>
    public GeneratedSource(int seed, params IReadOnlyList<GeneratedTable> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        (Seed, Tables) = (seed, [.. tables]);
    }

    /// <summary>The seed. Each table has its own random numbers, from the seed and the table's name.</summary>
    public int Seed { get; }

    /// <summary>The tables.</summary>
    public IReadOnlyList<GeneratedTable> Tables { get; }

    /// <summary>The language of names, addresses and texts, as Bogus has it, such as <c>de</c>; <c>en</c> by default.</summary>
    public string Locale { get; init; } = "en";

    /// <summary>The time that counts as now, so that dates do not depend on the day of the run; the beginning of 2025 (UTC) by default.</summary>
    public DateTimeOffset ReferenceTime { get; init; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A text of yours that stands for the values that <see cref="GeneratedTable.Columns"/> capture; null, as by default, where they capture none. Without it rows that depend on captured values are made anew each time.</summary>
    public string? Version { get; init; }

    /// <inheritdoc />
    public override string Kind => "generated";

    /// <inheritdoc />
    public override string Description => "the generation of rows";

    /// <summary>A hash of all that is given here, of the version ids of the assemblies that make the values, and of <see cref="Version"/>; null where a value captures others and there is no version.</summary>
    public override string? Key => GenerationKey.Of(this);

    /// <summary>False: the rows are put in within the transaction of the other sources.</summary>
    public override bool OwnsTransactions => false;

    /// <inheritdoc />
    public override string? WhyNot(DatabaseType databaseType) => databaseType == DatabaseType.PostgreSql ? null : $"rows are generated for PostgreSQL databases, not for {databaseType}";

    /// <inheritdoc />
    public override IEnumerable<SpecificationFault> Validate() => GeneratedRules.Check(this);

    /// <summary>Makes the rows up and puts them in.</summary>
    /// <exception cref="ArgumentException">The connection is none of Npgsql's.</exception>
    /// <exception cref="Providers.ProviderException">A table is not there, a column cannot be filled, or the server refused a row.</exception>
    public override Task FillAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection is NpgsqlConnection server
            ? new GenerationRun(this, server).RunAsync(cancellationToken)
            : throw new ArgumentException($"Rows are generated over an {nameof(NpgsqlConnection)}, not over a {connection.GetType().Name}.", nameof(connection));
    }

    /// <summary>Whether both have one key; those that have none are alike only if they are the same.</summary>
    public bool Equals(GeneratedSource? other) => ReferenceEquals(this, other) || (Key is { } key && key == other?.Key);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Seed, Tables.Count);

    /// <summary>The seed of one table, so that it has the same rows whatever other tables there are.</summary>
    internal int SeedFor(string table) => BitConverter.ToInt32(GenerationKey.Hash(string.Create(CultureInfo.InvariantCulture, $"{Seed}|{table}")), 0);
}
