using System.Data;
using System.Security.Cryptography;
using System.Text;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>All that is put into a MySQL or MariaDB database, read and in its order. Each source has a connection of its own.</summary>
internal sealed class MySqlSeedPlan
{
    private readonly IReadOnlyList<(string Name, Func<MySqlConnection, CancellationToken, Task> Run)> _steps;

    private MySqlSeedPlan(IReadOnlyList<(string, Func<MySqlConnection, CancellationToken, Task>)> steps, string? key) => (_steps, Key) = (steps, key);

    /// <summary>A hash of all inputs, in their order; null where a source has none: then nothing may be kept for the next who needs it.</summary>
    public string? Key { get; }

    /// <summary>Reads SQL files whole, so that nothing is touched for one that cannot be run. Files of rows stay where they are.</summary>
    /// <exception cref="ProviderException">A file is not there or cannot be run, or a source is of a kind that no such database takes.</exception>
    public static async Task<MySqlSeedPlan> ReadAsync(TestData data, string baseDirectory, CancellationToken cancellationToken)
    {
        List<(string, Func<MySqlConnection, CancellationToken, Task>)> steps = [];
        List<string?> keys = [];
        foreach (DataSource source in data.Sources)
        {
            switch (source)
            {
                case SqlFilesSource sql:
                    foreach (string path in sql.Paths)
                    {
                        (IReadOnlyList<SqlStatement> statements, string hash) = await ReadAsync(path, baseDirectory, cancellationToken).ConfigureAwait(false);
                        keys.Add($"sql:{hash}");
                        steps.Add((path, (connection, token) => RunAsync(path, statements, connection, token)));
                    }

                    break;
                case CsvFileSource csv:
                    string csvFile = SourceFiles.Require(csv.Path, "CSV", baseDirectory);
                    keys.Add($"csv:{csv.Table}={await SourceFiles.HashAsync(csvFile, cancellationToken).ConfigureAwait(false)}");
                    steps.Add((csv.Path, (connection, token) => MySqlFileRows.PutAsync(csv, csvFile, connection, token)));
                    break;
                case JsonFileSource json:
                    string jsonFile = SourceFiles.Require(json.Path, "JSON", baseDirectory);
                    keys.Add($"json:{json.Table}={await SourceFiles.HashAsync(jsonFile, cancellationToken).ConfigureAwait(false)}");
                    steps.Add((json.Path, (connection, token) => MySqlFileRows.PutAsync(json, jsonFile, connection, token)));
                    break;
                case CodeSource code:
                    keys.Add(code.Key is null ? null : $"code:{code.Key}");
                    steps.Add((code.Description, (connection, token) => RunAsync(code, connection, token)));
                    break;
                default:
                    throw new ProviderException(WhyNot(source)!);
            }
        }

        return new MySqlSeedPlan(steps, SeedKey.Of(keys));
    }

    /// <summary>Why such a database cannot be filled from a source; null where it can.</summary>
    public static string? WhyNot(DataSource source) => source switch
    {
        SqlFilesSource or CsvFileSource or JsonFileSource => null,
        CodeSource code => code.WhyNot(DatabaseType.MySql),
        _ => $"{source.GetType().Name} is no source for a {DatabaseType.MySql} database",
    };

    /// <summary>The sources' names, for messages.</summary>
    public string Describe() => string.Join(", ", _steps.Select(step => step.Name));

    /// <summary>Puts all of it in.</summary>
    /// <param name="connectionString">How the database's own user connects.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ProviderException">A source failed. What it and those before it have done is still there.</exception>
    public async Task RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        foreach ((string name, Func<MySqlConnection, CancellationToken, Task> run) in _steps)
        {
            MySqlConnection connection = new(new MySqlConnectionStringBuilder(connectionString) { Pooling = false, AllowUserVariables = true, DefaultCommandTimeout = 0 }.ConnectionString);
            await using (connection.ConfigureAwait(false))
            {
                await OpenAsync(connection, cancellationToken).ConfigureAwait(false);
                await run(connection, cancellationToken).ConfigureAwait(false);
                await RequireNoTransactionAsync(name, connection, cancellationToken).ConfigureAwait(false);
            }
        }

        // Data is put in as the database's own user, which may change its own password.
        MySqlConnection last = new(new MySqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await using (last.ConfigureAwait(false))
        {
            await OpenAsync(last, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task OpenAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.AccessDenied)
        {
            throw new ProviderException($"The database's own credentials do not work while its data is put in ({Describe()}): one of them changes the password. Take that statement out.", exception);
        }
        catch (MySqlException exception)
        {
            throw MySqlErrors.Describe($"Connecting to put in {Describe()}", exception);
        }
    }

    private static async Task<(IReadOnlyList<SqlStatement> Statements, string Hash)> ReadAsync(string path, string baseDirectory, CancellationToken cancellationToken)
    {
        string found = SourceFiles.Require(path, "SQL", baseDirectory);
        try
        {
            string text = SourceFiles.Decode(path, await File.ReadAllBytesAsync(found, cancellationToken).ConfigureAwait(false));
            return (new MySqlScanner(path, text).Scan(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(exception.Message, exception);
        }
    }

    private static async Task RunAsync(string path, IReadOnlyList<SqlStatement> statements, MySqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (SqlStatement statement in statements)
        {
            try
            {
                using MySqlCommand command = new(statement.Text, connection);
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (MySqlException exception)
            {
                throw MySqlErrors.DescribeLine(path, statement, exception);
            }
        }
    }

    private static async Task RunAsync(CodeSource code, MySqlConnection connection, CancellationToken cancellationToken)
    {
        string name = char.ToUpperInvariant(code.Description[0]) + code.Description[1..];
        try
        {
            await code.FillAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is not ProviderException)
        {
            throw exception.GetBaseException() is MySqlException error
                ? MySqlErrors.Describe(name, error)
                : new ProviderException($"{name} failed: {exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    /// <summary>What is open when the connection is closed would be lost without a word.</summary>
    private static async Task RequireNoTransactionAsync(string name, MySqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.State != ConnectionState.Open)
        {
            return;
        }

        using MySqlCommand command = new("SELECT @@in_transaction", connection);
        if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), System.Globalization.CultureInfo.InvariantCulture) != 0)
        {
            throw new ProviderException($"{name}: a transaction is still open at its end, so that what it does would be lost. End it with COMMIT.");
        }
    }
}
