namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Databases")]
[Trait("Category", "Data")]
public sealed class TemplateTests : IAsyncLifetime
{
    private readonly DataLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Data_is_put_in_once_and_copied_for_every_environment_after_that()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT gen_random_uuid() AS id");
        await using TestEnvironment first = await _lab.OpenAsync("a.sql");
        await using TestEnvironment second = await _lab.OpenAsync("a.sql");
        object? seeded = await DataLab.QueryAsync(first.ConnectionString("orders"), "SELECT id FROM a");
        (await DataLab.QueryAsync(second.ConnectionString("orders"), "SELECT id FROM a")).Should().Be(seeded);
        (await DataLab.QueryAsync(second.ConnectionString("orders"), "SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'a'")).Should().Be(true);
        second.Snapshot.Find(ComponentName.Data("orders"))!.State.Should().Be(ComponentState.Up);
    }

    [SkippableFact]
    public async Task A_file_that_has_changed_makes_another_state()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 1 AS id");
        await using TestEnvironment first = await _lab.OpenAsync("a.sql");
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT 2 AS id");
        await using TestEnvironment second = await _lab.OpenAsync("a.sql");
        (await DataLab.QueryAsync(second.ConnectionString("orders"), "SELECT id FROM a")).Should().Be(2);
    }

    [SkippableFact]
    public async Task Environments_at_once_wait_for_one_seeding_and_never_see_each_others_rows()
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", "CREATE TABLE a AS SELECT gen_random_uuid() AS id");
        TestEnvironment[] environments = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _lab.OpenAsync("a.sql")));
        object?[] ids = await Task.WhenAll(environments.Select(environment => DataLab.QueryAsync(environment.ConnectionString("orders"), "SELECT id FROM a")));
        ids.Distinct().Should().ContainSingle();
        await DataLab.QueryAsync(environments[0].ConnectionString("orders"), "DELETE FROM a");
        (await DataLab.QueryAsync(environments[1].ConnectionString("orders"), "SELECT count(*) FROM a")).Should().Be(1L);
        await Task.WhenAll(environments.Select(environment => environment.DisposeAsync().AsTask()));
    }

    [SkippableTheory]
    [InlineData("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''7MB''', current_database()); END $$", "SELECT current_setting('work_mem') = '7MB'")]
    [InlineData("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; CREATE TABLE b ()", "SELECT count(*) = 1 FROM pg_default_acl WHERE defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)")]
    [InlineData("CREATE TABLE b (id int); ALTER TABLE b ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON b TO CURRENT_USER USING (true)", "SELECT roles[1] = current_user FROM pg_policies WHERE policyname = 'p'")]
    public async Task Data_of_which_a_copy_would_lack_something_is_put_in_anew_each_time(string sql, string holds)
    {
        DataLab.RequirePostgreSql();
        _lab.Write("a.sql", $"CREATE TABLE a AS SELECT gen_random_uuid() AS id; {sql}");
        await using TestEnvironment first = await _lab.OpenAsync("a.sql");
        await using TestEnvironment second = await _lab.OpenAsync("a.sql");
        object? seeded = await DataLab.QueryAsync(first.ConnectionString("orders"), "SELECT id FROM a");
        (await DataLab.QueryAsync(second.ConnectionString("orders"), "SELECT id FROM a")).Should().NotBe(seeded);
        (await DataLab.QueryAsync(second.ConnectionString("orders"), holds)).Should().Be(true);
        ResetReport reset = await second.ResetAsync();
        reset.Components[ComponentName.Data("orders")].Way.Should().Be(ResetWay.Remade);
        reset.Components[ComponentName.Data("orders")].Reason.Should().Contain("can't be copied");
        (await DataLab.QueryAsync(second.ConnectionString("orders"), holds)).Should().Be(true);
    }
}
