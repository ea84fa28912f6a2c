using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Lumina.Environments.Data;
using Npgsql;

namespace Lumina.Environments;

/// <summary>A part of a real PostgreSQL database in which personal data is replaced.</summary>
/// <remarks>
/// <para>What is copied is whole: the rows to start with, and every row to which a copied one refers by a foreign key, over any number of
/// steps. It goes into tables that are there already and empty, with the same columns; what makes them comes before it.</para>
/// <para>The source is read in one transaction that can only read and sees one moment; nothing is written to it. Of every row that is copied,
/// 8 bytes are held in memory to know it (some 30 with their index), so that their number is bounded by <see cref="MaximumRows"/>.</para>
/// <para>A column that looks like personal data, by its name, its type or any value that would be copied, and has no rule is a fault: all such
/// columns are told at once, and nothing is copied.</para>
/// </remarks>
/// <param name="Source">The connection string of the database to copy from. A role that can only read is enough.</param>
/// <param name="MaskingKey">The key of the replacements, at least 16 bytes as UTF-8. The same key gives the same replacements; who has it can link them to the originals.</param>
public sealed record MaskedCopy(Secret Source, Secret MaskingKey) : CodeSource
{
    /// <summary>The shortest key: 16 bytes.</summary>
    public const int MinimumKeyBytes = 16;

    /// <summary>The rows to start with. At least one table.</summary>
    public IReadOnlyList<MaskedStart> Starts { get; init; } = [];

    /// <summary>How columns are masked. Columns that match no rule and do not look like personal data are copied as they are.</summary>
    public IReadOnlyList<MaskingRule> Rules { get; init; } = [];

    /// <summary>At most so many rows are copied; more are an error. From 1 to 50,000,000. Default: 1,000,000.</summary>
    public int MaximumRows { get; init; } = 1_000_000;

    /// <summary>Names the state of the source, such as a date or a release: the copy may be kept and used again as long as this and all else stays as it is. Default: none, and each copy is made anew, since the source changes.</summary>
    public string? Version { get; init; }

    /// <inheritdoc />
    public override string Kind => "masked-copy";

    /// <summary>The version, and a hash of all else on which the copy depends; null without a version.</summary>
    public override string? Key
    {
        get
        {
            if (Version is null || Source.TryReveal() is not { } source || MaskingKey.TryReveal() is not { } key)
            {
                return null;
            }

            NpgsqlConnectionStringBuilder identity = new(source);
            StringBuilder inputs = new($"{Version}\0{identity.Host}\0{identity.Port}\0{identity.Database}\0{MaximumRows}\0");
            inputs.AppendJoin('\0', Starts).Append('\0').AppendJoin('\0', Rules);
            return $"{Version}|{Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(inputs.ToString())))}";
        }
    }

    /// <inheritdoc />
    public override string? WhyNot(DatabaseType databaseType) => databaseType == DatabaseType.PostgreSql ? null : $"masked copies go into PostgreSQL databases, not into {databaseType}";

    /// <summary>The source's connection string and the key.</summary>
    public override IEnumerable<Secret> Secrets => [Source, MaskingKey];

    /// <inheritdoc />
    public override IEnumerable<SpecificationFault> Validate() => new MaskedCopyRun(this).CheckSettings();

    /// <summary>Copies all, or nothing.</summary>
    /// <exception cref="ArgumentException">The connection is none of Npgsql's.</exception>
    /// <exception cref="Providers.ProviderException">Something is wrong with the copy, or a server refused something. No value is in its text.</exception>
    public override Task FillAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection is NpgsqlConnection server
            ? new MaskedCopyRun(this).RunAsync(server, cancellationToken)
            : throw new ArgumentException($"A masked copy is made over an {nameof(NpgsqlConnection)}, not over a {connection.GetType().Name}.", nameof(connection));
    }

    /// <summary>Whether both copy the same in the same way.</summary>
    public bool Equals(MaskedCopy? other) => other is not null && Equals(Source, other.Source) && Equals(MaskingKey, other.MaskingKey)
        && Starts.SequenceEqual(other.Starts) && Rules.SequenceEqual(other.Rules) && MaximumRows == other.MaximumRows && Version == other.Version;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Starts.Count, Rules.Count, MaximumRows, Version);
}
