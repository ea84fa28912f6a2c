using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>All that is put into a PostgreSQL database, read and in its order.</summary>
internal sealed class SeedPlan
{
    private readonly IReadOnlyList<SeedStep> _steps;

    private SeedPlan(IReadOnlyList<SeedStep> steps)
    {
        _steps = steps;
        Key = SeedKey.Of([.. steps.Select(step => step.Key is null ? null : $"{step.GetType().Name}:{step.Key}")]);
    }

    /// <summary>A hash of all inputs, in their order: the same key, the same content. Null where a source has none: then nothing may be kept for the next environment.</summary>
    public string? Key { get; }

    /// <summary>Reads what must be read before a database is touched. Large files stay where they are.</summary>
    /// <exception cref="ProviderException">A file is not there or cannot be run, or a source is of a kind that no PostgreSQL database takes.</exception>
    public static async Task<SeedPlan> ReadAsync(TestData data, string baseDirectory, CancellationToken cancellationToken)
    {
        List<SeedStep> steps = [];
        foreach (DataSource source in data.Sources)
        {
            switch (source)
            {
                case SqlFilesSource sql:
                    foreach (string path in sql.Paths)
                    {
                        steps.Add(new SqlFileStep(await SqlFile.ReadAsync(path, baseDirectory, cancellationToken).ConfigureAwait(false)));
                    }

                    break;
                case CsvFileSource csv:
                    steps.Add(await CsvFileStep.ReadAsync(csv, baseDirectory, cancellationToken).ConfigureAwait(false));
                    break;
                case JsonFileSource json:
                    steps.Add(await JsonFileStep.ReadAsync(json, baseDirectory, cancellationToken).ConfigureAwait(false));
                    break;
                case CodeSource code:
                    steps.Add(new CodeStep(code));
                    break;
                default:
                    throw new ProviderException(WhyNot(source) ?? $"{source.GetType().Name} is no source for a PostgreSQL database.");
            }
        }

        return new SeedPlan(steps);
    }

    /// <summary>Why a PostgreSQL database cannot be filled from a source; null where it can.</summary>
    public static string? WhyNot(DataSource source) => source switch
    {
        SqlFilesSource or CsvFileSource or JsonFileSource => null,
        CodeSource code => code.WhyNot(DatabaseType.PostgreSql),
        _ => $"{source.GetType().Name} is no source for a PostgreSQL database",
    };

    /// <summary>The sources' names, for messages.</summary>
    public string Describe() => string.Join(", ", _steps.Select(step => step.Name));

    /// <summary>Puts all of it in, as one transaction where every source allows it.</summary>
    /// <param name="connectionString">How the database's own role connects.</param>
    /// <param name="markStatement">Run last, and in that transaction where there is one; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ProviderException">A source failed.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The server cannot be reached, or refused the mark.</exception>
    public Task RunAsync(string connectionString, string? markStatement, CancellationToken cancellationToken) =>
        new SeedRun(connectionString, _steps, markStatement).RunAsync(cancellationToken);
}
