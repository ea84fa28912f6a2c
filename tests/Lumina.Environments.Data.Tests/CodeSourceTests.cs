using System.Data.Common;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class CodeSourceTests : IAsyncLifetime
{
    private readonly DataLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task A_delegate_runs_once_and_in_its_place_on_the_drivers_own_connection_with_transactions_of_its_own()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("before.sql", "CREATE TABLE a (id int, kind text)");
        _lab.Write("after.sql", "INSERT INTO a SELECT 2, 'after' FROM a");
        int runs = 0;

        // A name of its own: what an earlier run of these tests has seeded is kept on the machine.
        await using TestEnvironment environment = await _lab.OpenAsync(TestData.FromSqlFiles("before.sql").Then(TestData.From($"migrations {Guid.CreateVersion7()}", async (connection, cancellationToken) =>
        {
            runs++;
            await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "INSERT INTO a SELECT 1, 'code'";
            await command.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            connection.Should().BeOfType<NpgsqlConnection>();
        })).Then(TestData.FromSqlFiles("after.sql")));
        string connection = environment.ConnectionString("orders");
        (await DataLab.QueryAsync(connection, "SELECT string_agg(id || kind, ',' ORDER BY id) FROM a")).Should().Be("1code,2after");
        await DataLab.QueryAsync(connection, "DELETE FROM a");
        await environment.ResetAsync();
        (await DataLab.QueryAsync(connection, "SELECT count(*) FROM a")).Should().Be(2L);
        runs.Should().Be(1, "a reset goes back to the template");
    }

    [SkippableFact]
    public async Task What_a_delegate_says_of_the_server_is_in_the_error_and_no_environment_is_left()
    {
        DataLab.RequirePostgreSql();
        TestData data = TestData.From("migrations", async (connection, cancellationToken) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE a (); SELECT nosuch";
            await command.ExecuteNonQueryAsync(cancellationToken);
        });
        Func<Task> opening = () => _lab.OpenAsync(data);
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*The delegate 'migrations' failed: column \"nosuch\" does not exist (SQLSTATE 42703)*");
        Func<Task> throwing = () => _lab.OpenAsync(TestData.From((_, _) => throw new InvalidCastException("mine")));
        await throwing.Should().ThrowAsync<EnvironmentException>().WithMessage("*The delegate failed: InvalidCastException: mine*");
    }

    [SkippableFact]
    public async Task A_transaction_that_a_delegate_leaves_open_is_an_error()
    {
        DataLab.RequirePostgreSql();
        Func<Task> opening = () => _lab.OpenAsync(TestData.From("open", async (connection, cancellationToken) => _ = await connection.BeginTransactionAsync(cancellationToken)));
        await opening.Should().ThrowAsync<EnvironmentException>().WithMessage("*The delegate 'open' left a transaction open*Commit it before it returns*");
    }

    [SkippableFact]
    public async Task A_source_of_ones_own_shares_the_transaction_if_it_says_so()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT pg_current_xact_id()::text AS id");
        await using TestEnvironment environment = await _lab.OpenAsync(TestData.FromSqlFiles("a.sql").Then(new TestData(new OneRow())));
        (await DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT count(DISTINCT id) FROM a")).Should().Be(1L);
    }

    [SkippableFact]
    public async Task A_source_that_takes_no_such_database_is_refused_before_anything_is_made()
    {
        DataLab.RequirePostgreSql();
        Func<Task> opening = () => _lab.OpenAsync(new TestData(new OneRow { Refusal = "it is for oracles" }));
        await opening.Should().ThrowAsync<InvalidEnvironmentSpecException>().WithMessage("*it is for oracles*");
    }

    [SkippableFact]
    public async Task What_was_read_from_json_cannot_run_and_says_so()
    {
        SeedPlan plan = await SeedPlan.ReadAsync(new TestData(new MissingCodeSource("delegate", "migrations|1")), _lab.BaseDirectory, CancellationToken.None);
        plan.Describe().Should().Be("the delegate");
        CodeStep step = new(new MissingCodeSource("delegate", "migrations|1"));
        await using NpgsqlConnection connection = new();
        Func<Task> running = () => step.RunAsync(connection, isInTransaction: false, CancellationToken.None);
        await running.Should().ThrowAsync<ProviderException>().WithMessage("*'delegate' with the key 'migrations|1' is code, and is not in this process*can be terminated here*");
    }

    private sealed record OneRow : CodeSource
    {
        public string? Refusal { get; init; }

        public override string Kind => "row";

        public override bool OwnsTransactions => false;

        public override string? WhyNot(DatabaseType databaseType) => Refusal;

        public override async Task FillAsync(DbConnection connection, CancellationToken cancellationToken)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "INSERT INTO a SELECT pg_current_xact_id()::text";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
