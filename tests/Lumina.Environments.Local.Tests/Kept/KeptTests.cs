using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Local.TestHost;
using Lumina.Environments.Local.Tests.Processes;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local.Tests.Kept;

/// <summary>What has the lifetime of its environment: a process makes it and is killed, others take it up.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Local")]
[Trait("Category", "StartStop")]
public sealed class KeptTests
{
    [SkippableFact]
    public async Task Two_databases_at_once_fill_an_empty_cache_and_both_are_there()
    {
        LocalLab.RequirePostgreSql();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lumina-cold-");
        directory.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.Configure(options => options.AllowVolatileStore = true).UseLocal(local =>
                (local.CacheDirectory, local.StateDirectory, local.Lifetime) = (Path.Combine(directory.FullName, "cache"), Path.Combine(directory.FullName, "state"), LocalLifetime.Environment)));
            await using TestEnvironment environment = await manager.OpenAsync(new EnvironmentSpec("cold", "tests")
            {
                Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql), new DatabaseSpec("billing", DatabaseType.PostgreSql)],
            });

            (await LocalLab.QueryAsync(environment.ConnectionString("orders"), "SELECT 1")).Should().Be(1);
            (await LocalLab.QueryAsync(environment.ConnectionString("billing"), "SELECT 1")).Should().Be(1);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public async Task A_database_of_a_killed_process_lives_on_and_another_process_adopts_stops_starts_and_destroys_it()
    {
        LocalLab.RequirePostgreSql();
        await using KeptScene scene = new();
        await using HostProgram host = scene.Start("orders");
        await host.UntilItSaysAsync("ready");
        await using KeptLab lab = scene.Lab();
        KeptEntry made = lab.Host.Registry.Find(lab.OrdersContext.ExternalName)!;
        string connection = $"Host=127.0.0.1;Port={made.State.Ports["postgresql"]};Database={made.Name};Username={made.Name};Password={KeptLab.OwnPassword}";
        await LocalLab.QueryAsync(connection, "CREATE TABLE a AS SELECT 7 AS id");
        int postmaster = made.State.Processes.Single().Pid;

        host.Kill();
        await host.IsGoneAsync();

        Evidence.IsAlive(postmaster).Should().BeTrue();
        (await lab.PostgreSql.ObserveAsync(lab.OrdersContext, default)).IsRunning.Should().BeTrue();
        ComponentOutputs adopted = await lab.ProvisionAsync("orders");
        adopted.Find(OutputNames.ConnectionString)!.Reveal().Should().Be(connection);
        lab.Host.Registry.Find(made.Name)!.State.Processes.Should().Equal(made.State.Processes);
        (await LocalLab.QueryAsync(connection, "SELECT id FROM a")).Should().Be(7);

        await lab.PostgreSql.StopAsync(lab.OrdersContext, default);
        Evidence.IsAlive(postmaster).Should().BeFalse();
        ComponentPresence stopped = await lab.PostgreSql.ObserveAsync(lab.OrdersContext, default);
        (stopped.Exists, stopped.IsRunning).Should().Be((true, false));
        await using (KeptLab third = scene.Lab())
        {
            ComponentOutputs started = await third.PostgreSql.StartAsync(third.Orders, third.OrdersContext, default);
            (await LocalLab.QueryAsync(started.Find(OutputNames.ConnectionString)!.Reveal(), "SELECT id FROM a")).Should().Be(7);
        }

        int second = lab.Host.Registry.Find(made.Name)!.State.Processes.Single().Pid;
        Evidence.IsAlive(second).Should().BeTrue("the process that started it was closed, which ends nothing of it");
        await lab.PostgreSql.DestroyAsync(lab.OrdersContext, default);

        (await lab.PostgreSql.ObserveAsync(lab.OrdersContext, default)).Exists.Should().BeFalse();
        scene.Left().Should().BeEmpty();
        Evidence.SharedMemory([postmaster, second]).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_server_that_was_killed_is_seen_as_not_running_and_started_again_on_its_data()
    {
        LocalLab.RequirePostgreSql();
        LocalLab.RequireRedis();
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        string orders = (await lab.ProvisionAsync("orders")).Find(OutputNames.ConnectionString)!.Reveal();
        string cache = (await lab.ProvisionAsync("cache")).Find(OutputNames.ConnectionString)!.Reveal();
        await LocalLab.QueryAsync(orders, "CREATE TABLE a AS SELECT 7 AS id");
        await KeptScene.SetAsync(cache, "key", "kept");
        int[] servers = [.. lab.Host.Registry.All().SelectMany(entry => entry.State.Processes).Select(process => process.Pid)];
        servers.Should().HaveCount(2);

        foreach (int server in servers)
        {
            _ = LinuxInterop.Kill(server, (int)ProcessSignal.Kill);
        }

        await Deadline.UntilAsync(() => !servers.Any(Evidence.IsAlive), () => "They live on.");
        (await lab.PostgreSql.ObserveAsync(lab.OrdersContext, default)).IsRunning.Should().BeFalse();
        (await lab.Redis.ObserveAsync(lab.CacheContext, default)).IsRunning.Should().BeFalse();
        await lab.PostgreSql.StartAsync(lab.Orders, lab.OrdersContext, default);
        await lab.Redis.StartAsync(lab.Cache, lab.CacheContext, default);
        (await LocalLab.QueryAsync(orders, "SELECT id FROM a")).Should().Be(7, "it has its old port, too");
        (await KeptScene.GetAsync(cache, "key")).Should().Be("kept");
        Evidence.SharedMemory(servers).Should().BeEmpty();

        await lab.PostgreSql.ResetAsync(lab.Orders, lab.OrdersContext, default);
        await lab.Redis.ResetAsync(lab.Cache, lab.CacheContext, default);
        (await LocalLab.QueryAsync(orders, "SELECT to_regclass('a') IS NULL")).Should().Be(true);
        (await KeptScene.GetAsync(cache, "key")).Should().BeNull();
        await lab.DestroyAllAsync();
        scene.Left().Should().BeEmpty();
    }

    [SkippableFact]
    public async Task The_key_of_a_cache_outlives_its_process_and_a_stop()
    {
        LocalLab.RequireRedis();
        await using KeptScene scene = new();
        await using HostProgram host = scene.Start("cache");
        await host.UntilItSaysAsync("ready");
        host.Kill();
        await host.IsGoneAsync();
        await using KeptLab lab = scene.Lab();
        string connection = (await lab.ProvisionAsync("cache")).Find(OutputNames.ConnectionString)!.Reveal();
        await KeptScene.SetAsync(connection, "key", "kept");

        await lab.Redis.StopAsync(lab.CacheContext, default);
        ComponentOutputs started = await lab.Redis.StartAsync(lab.Cache, lab.CacheContext, default);

        started.Find(OutputNames.ConnectionString)!.Reveal().Should().Be(connection);
        (await KeptScene.GetAsync(connection, "key")).Should().Be("kept");
        await lab.DestroyAllAsync();
        scene.Left().Should().BeEmpty();
    }

    [SkippableFact]
    public async Task What_runs_on_after_its_directory_was_deleted_by_hand_is_seen_and_ended_and_nothing_else_is()
    {
        LocalLab.RequirePostgreSql();
        LocalLab.RequireRedis();
        await using KeptScene scene = new();
        await using KeptScene another = new();
        await using KeptLab lab = scene.Lab();
        await using KeptLab neighbour = another.Lab();
        await lab.ProvisionAsync("orders");
        await lab.ProvisionAsync("cache");
        await lab.ProvisionAsync("api");
        await neighbour.ProvisionAsync("api");
        int[] lost = [.. lab.Host.Registry.All().SelectMany(entry => entry.State.Processes).Select(process => process.Pid)];
        lost.Should().HaveCount(3);
        Directory.Delete(scene.StateDirectory, recursive: true);

        await using KeptLab later = scene.Lab();
        ComponentContext orders = later.Recorded(later.OrdersContext);
        ComponentContext cache = later.Recorded(later.CacheContext);
        ComponentContext api = later.Recorded(later.ApiContext);

        ComponentPresence seen = await later.PostgreSql.ObserveAsync(orders, default);
        (seen.Exists, seen.IsRunning, seen.Marks).Should().Be((true, false, orders.Marks));
        seen.Detail.Should().Be($"its directory in '{scene.StateDirectory}' is gone, and processes of it run on");
        (await later.Redis.ObserveAsync(cache, default)).Exists.Should().BeTrue("its server has written its title over its environment, and its output still goes into the entry");
        await later.PostgreSql.DestroyAsync(orders, default);
        await later.Redis.DestroyAsync(cache, default);
        await later.Services.DestroyAsync(api, default);

        lost.Should().NotContain(pid => Evidence.IsAlive(pid));
        (await later.PostgreSql.ObserveAsync(orders, default)).Exists.Should().BeFalse();
        Evidence.SharedMemory(lost).Should().BeEmpty();
        Evidence.Processes(another.Token).Should().NotBeEmpty("they are of another entry");
        (await neighbour.Services.ObserveAsync(neighbour.ApiContext, default)).IsRunning.Should().BeTrue();
        await neighbour.DestroyAllAsync();
    }

    [Fact]
    public async Task A_service_whose_directory_was_deleted_by_hand_is_made_anew_and_runs_once()
    {
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await lab.ProvisionAsync("api");
        int lost = lab.Host.Registry.All().SelectMany(entry => entry.State.Processes).Single().Pid;
        Directory.Delete(scene.StateDirectory, recursive: true);

        await lab.ProvisionAsync("api");

        Evidence.IsAlive(lost).Should().BeFalse();
        (await lab.Services.ObserveAsync(lab.ApiContext, default)).IsRunning.Should().BeTrue();
        await scene.OnlyWhatIsNamedRunsAsync(lab);
        await lab.DestroyAllAsync();
        scene.Left().Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("state.json")]
    [InlineData("owner.json")]
    [InlineData("state.json", "owner.json")]
    public async Task What_runs_of_an_entry_whose_files_are_damaged_is_ended_with_it(params string[] damaged)
    {
        LocalLab.RequireRedis();
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await lab.ProvisionAsync("cache");
        await lab.ProvisionAsync("api");
        int[] running = [.. lab.Host.Registry.All().SelectMany(entry => entry.State.Processes).Select(process => process.Pid)];
        running.Should().HaveCount(2);
        foreach (string file in Directory.GetDirectories(scene.StateDirectory).SelectMany(entry => damaged.Select(name => Path.Combine(entry, name))))
        {
            await File.WriteAllTextAsync(file, "");
        }

        await using KeptLab later = scene.Lab();
        await later.Redis.DestroyAsync(later.Recorded(later.CacheContext), default);
        await later.Services.DestroyAsync(later.Recorded(later.ApiContext), default);

        running.Should().NotContain(pid => Evidence.IsAlive(pid));
        scene.Left().Should().BeEmpty();
    }

    [Fact]
    public async Task What_could_not_be_made_since_its_directory_of_state_cannot_be_is_destroyed_all_the_same()
    {
        await using KeptScene scene = new();
        string file = Path.Combine(scene.Directory, "file");
        await File.WriteAllTextAsync(file, "");
        await using KeptLab lab = scene.Lab(options => options.StateDirectory = Path.Combine(file, "state"));
        ComponentContext api = lab.Recorded(lab.ApiContext);
        Func<Task> making = () => lab.ProvisionAsync("api");
        await making.Should().ThrowAsync<ProviderException>().WithMessage("*could not be made*Name another directory in LocalOptions.StateDirectory*");

        await lab.Services.StopAsync(api, default);
        await lab.Services.UpdateMarksAsync(api, default);
        await lab.Services.DestroyAsync(api, default);

        (await lab.Services.ObserveAsync(api, default)).Exists.Should().BeFalse();
    }

    [SkippableFact]
    public async Task Whoever_is_paused_while_at_work_on_an_entry_is_named_and_not_waited_for()
    {
        Skip.IfNot(File.Exists("/usr/bin/flock"), "It takes flock (util-linux).");
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await lab.ProvisionAsync("api");
        await using TestProcessHost others = new();
        ChildProcess holder = await others.ShellAsync($"exec /usr/bin/flock --verbose {Path.Combine(scene.StateDirectory, lab.ApiContext.ExternalName)}.lock sleep 600");
        await Deadline.UntilAsync(() => HostLock.FindHolder(Path.Combine(scene.StateDirectory, lab.ApiContext.ExternalName) + ".lock") == holder.Id, () => "It has not taken the lock.");
        LinuxInterop.Kill(holder.Id, (int)ProcessSignal.Stop).Should().Be(0);

        Func<Task> stopping = () => lab.Services.StopAsync(lab.ApiContext, default).AsTask();

        ProviderException error = (await stopping.Should().ThrowAsync<ProviderException>()).Which;
        error.Message.Should().Match($"Process {holder.Id} (flock), which is paused, is at work on '{lab.ApiContext.ExternalName}'*: let it go on or end it, and try again.");
        error.IsTransient.Should().BeFalse();
        await holder.StopAsync(new ProcessStop { Grace = TimeSpan.Zero });
        await lab.DestroyAllAsync();
        scene.Left().Should().BeEmpty();
    }

    [Fact]
    public async Task A_service_of_a_killed_process_keeps_its_process_port_and_lines()
    {
        await using KeptScene scene = new();
        await using HostProgram host = scene.Start("api");
        await host.UntilItSaysAsync("ready");
        host.Kill();
        await host.IsGoneAsync();
        await using KeptLab lab = scene.Lab();
        KeptProcess process = lab.Host.Registry.Find(lab.ApiContext.ExternalName)!.State.Processes.Single();

        ComponentOutputs outputs = await lab.ProvisionAsync("api");

        string port = new Uri(outputs.Find("http")!.Reveal()).Port.ToString(CultureInfo.InvariantCulture);
        lab.Host.Registry.Find(lab.ApiContext.ExternalName)!.State.Processes.Should().Equal(process);
        (await lab.Services.ReadLogsAsync(lab.ApiContext, tail: 10, follow: false, default).ToListAsync()).Should().Equal($"port {port}");
        await lab.Services.StopAsync(lab.ApiContext, default);
        Evidence.Processes(scene.Token).Should().BeEmpty("what it had started ends with it");
        (await lab.Services.ReadLogsAsync(lab.ApiContext, tail: 10, follow: true, default).ToListAsync()).Should().Equal([$"port {port}"], "nothing more will come");
        ComponentOutputs started = await lab.Services.StartAsync(lab.Api, lab.ApiContext, default);
        new Uri(started.Find("http")!.Reveal()).Port.ToString(CultureInfo.InvariantCulture).Should().Be(port);
        await lab.DestroyAllAsync();
        scene.Left().Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_kept_service_started_goes_with_it_even_if_its_own_process_is_long_dead()
    {
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await lab.ProvisionAsync("api");
        KeptProcess process = lab.Host.Registry.All().Single().State.Processes.Single();
        Task<ComponentExit> exit = lab.Services.WaitForExitAsync(lab.ApiContext, default);
        _ = LinuxInterop.Kill(process.Pid, (int)ProcessSignal.Kill);
        (await exit).Reason.Should().Contain("api ended");
        Evidence.Processes(scene.Token).Should().ContainSingle("the one that left the session of the first lives");

        await lab.Services.DestroyAsync(lab.ApiContext, default);

        scene.Left().Should().BeEmpty();
    }

    [Fact]
    public async Task A_process_that_got_the_pid_of_a_kept_one_is_never_touched()
    {
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await lab.ProvisionAsync("api");
        KeptEntry entry = lab.Host.Registry.All().Single();
        KeptProcess process = entry.State.Processes.Single();
        await using TestProcessHost strangers = new();
        ChildProcess stranger = await strangers.ShellAsync("exec sleep 600");
        KeptProcess recycled = process with { Pid = stranger.Id, StartTime = stranger.Identity.StartTime - 1 };
        KeptProcess ofAnotherBoot = process with { Pid = stranger.Id, StartTime = stranger.Identity.StartTime, Boot = "another" };
        entry.Save(entry.State with { Processes = [recycled, ofAnotherBoot, process], Replicas = 3 });

        (await lab.Services.ObserveAsync(lab.ApiContext, default)).IsRunning.Should().BeFalse("two of its three processes are gone");
        await lab.Services.DestroyAsync(lab.ApiContext, default);

        stranger.Exit.IsCompleted.Should().BeFalse();
        Evidence.IsAlive(stranger.Id).Should().BeTrue();
        scene.Left().Should().BeEmpty();
    }

    [Fact]
    public async Task A_process_whose_host_ended_before_it_let_it_run_is_not_taken_for_the_service()
    {
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await lab.ProvisionAsync("api");
        KeptEntry entry = lab.Host.Registry.All().Single();
        KeptProcess process = entry.State.Processes.Single();
        entry.Save(entry.State with { Processes = [process with { IsHeld = true }] });

        ComponentPresence seen = await lab.Services.ObserveAsync(lab.ApiContext, default);
        (seen.IsRunning, seen.Detail).Should().Be((false, "its start was cut short"));
        await lab.Services.StartAsync(lab.Api, lab.ApiContext, default);

        (await lab.Services.ObserveAsync(lab.ApiContext, default)).IsRunning.Should().BeTrue();
        lab.Host.Registry.All().Single().State.Processes.Single().Identity.Should().NotBe(process.Identity);
        Evidence.IsAlive(process.Pid).Should().BeFalse();
        await lab.DestroyAllAsync();
        scene.Left().Should().BeEmpty();
    }

    [Fact]
    public async Task Destroying_twice_and_destroying_what_never_was_succeed_and_leave_nothing()
    {
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await lab.DestroyAllAsync();
        scene.Left().Should().BeEmpty();
        await lab.ProvisionAsync("api");
        await lab.DestroyAllAsync();
        await lab.DestroyAllAsync();
        scene.Left().Should().BeEmpty();
        (await lab.Services.ObserveAsync(lab.ApiContext, default)).Exists.Should().BeFalse();
        Func<Task> starting = () => lab.Services.StartAsync(lab.Api, lab.ApiContext, default).AsTask();
        await starting.Should().ThrowAsync<ProviderException>();
    }

    [Fact]
    public async Task It_is_listed_by_its_marks_with_the_time_it_was_made()
    {
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await using KeptLab other = scene.Lab(options => options.Lifetime = LocalLifetime.Process);
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        await lab.ProvisionAsync("api");

        List<FoundComponent> found = await other.Services.ListAsync(new ListScope { Installation = KeptLab.Installation }, default).ToListAsync();

        FoundComponent api = found.Should().ContainSingle().Subject;
        api.Marks.Should().Be(lab.ApiContext.Marks);
        api.ExternalName.Should().Be(lab.ApiContext.ExternalName);
        api.CreatedAt.Should().BeOnOrAfter(before).And.BeOnOrBefore(TimeProvider.System.GetUtcNow());
        (await lab.Services.ListAsync(new ListScope { Installation = "another" }, default).ToListAsync()).Should().BeEmpty();
        (await lab.Redis.ListAsync(new ListScope(), default).ToListAsync()).Should().BeEmpty("it is another provider's");
        await other.Services.DestroyAsync(other.ApiContext, default);
        scene.Left().Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData(LocalLifetime.Process)]
    [InlineData(LocalLifetime.Environment)]
    public async Task An_expiry_that_is_moved_is_read_from_the_things_themselves(LocalLifetime lifetime)
    {
        LocalLab.RequirePostgreSql();
        LocalLab.RequireRedis();
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab(options => options.Lifetime = lifetime);
        DateTimeOffset later = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await Task.WhenAll(lab.ProvisionAsync("orders"), lab.ProvisionAsync("cache"), lab.ProvisionAsync("api"));

        await lab.PostgreSql.UpdateMarksAsync(KeptLab.Until(lab.OrdersContext, later), default);
        await lab.Redis.UpdateMarksAsync(KeptLab.Until(lab.CacheContext, later), default);
        await lab.Services.UpdateMarksAsync(KeptLab.Until(lab.ApiContext, later), default);

        List<FoundComponent> found = [
            .. await lab.PostgreSql.ListAsync(new ListScope(), default).ToListAsync(),
            .. await lab.Redis.ListAsync(new ListScope(), default).ToListAsync(),
            .. await lab.Services.ListAsync(new ListScope(), default).ToListAsync()];
        found.Should().HaveCount(3).And.OnlyContain(component => component.Marks.ExpiresAt == later);
        await lab.DestroyAllAsync();
        await lab.PostgreSql.UpdateMarksAsync(lab.OrdersContext, default);
        await lab.Redis.UpdateMarksAsync(lab.CacheContext, default);
        await lab.Services.UpdateMarksAsync(lab.ApiContext, default);
    }

    [Fact]
    public async Task That_a_person_wants_a_thing_kept_survives_every_change_of_its_marks()
    {
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await lab.ProvisionAsync("api");
        KeptEntry entry = lab.Host.Registry.All().Single();
        entry.Save(entry.Owner! with { Marks = new Dictionary<string, string>(entry.Owner!.Marks) { [OwnershipMarks.KeepMark] = "yes" } });

        await lab.Services.UpdateMarksAsync(lab.ApiContext, default);
        await lab.ProvisionAsync("api");

        (await lab.Services.ListAsync(new ListScope(), default).ToListAsync()).Should().ContainSingle().Which.Marks.IsKept.Should().BeTrue();
        await lab.DestroyAllAsync();
    }

    [Fact]
    public async Task What_bears_other_marks_is_left_alone()
    {
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await lab.ProvisionAsync("api");
        ComponentContext mine = lab.ApiContext;
        ComponentContext foreign = new()
        {
            EnvironmentId = mine.EnvironmentId,
            EnvironmentName = mine.EnvironmentName,
            Component = mine.Component,
            ExternalName = mine.ExternalName,
            Marks = mine.Marks with { Installation = "another" },
        };

        foreach (Func<Task> act in (Func<Task>[])[
            () => lab.Services.DestroyAsync(foreign, default).AsTask(),
            () => lab.Services.StopAsync(foreign, default).AsTask(),
            () => lab.Services.ProvisionAsync(lab.Api, foreign, default).AsTask()])
        {
            await act.Should().ThrowAsync<ProviderException>().WithMessage("*bears the marks of service/api*is left alone*");
        }

        (await lab.Services.ObserveAsync(mine, default)).IsRunning.Should().BeTrue();
        await lab.DestroyAllAsync();
    }

    [SkippableFact]
    public async Task Twenty_calls_at_once_from_two_processes_worth_of_providers_make_one_server()
    {
        LocalLab.RequireRedis();
        await using KeptScene scene = new();
        await using KeptLab first = scene.Lab();
        await using KeptLab second = scene.Lab();

        ComponentOutputs[] outputs = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? first : second).ProvisionAsync("cache")));

        outputs.Select(each => each.Find(OutputNames.Port)!.Reveal()).Distinct().Should().ContainSingle();
        Evidence.Processes(scene.Token).Should().ContainSingle();
        await Task.WhenAll(first.DestroyAllAsync(), second.DestroyAllAsync());
        scene.Left().Should().BeEmpty();
    }

    [SkippableFact]
    public async Task No_secret_is_in_the_registry_or_in_a_file_that_others_can_read()
    {
        LocalLab.RequirePostgreSql();
        LocalLab.RequireRedis();
        await using KeptScene scene = new();
        await using KeptLab lab = scene.Lab();
        await Task.WhenAll(lab.ProvisionAsync("orders"), lab.ProvisionAsync("cache"));

        foreach (KeptEntry entry in lab.Host.Registry.All())
        {
            Directory.GetFiles(entry.Directory).SelectMany(File.ReadAllLines).Should().NotContain(line => line.Contains(KeptLab.OwnPassword, StringComparison.Ordinal));
        }

        Secrets.InCommandLines(KeptLab.OwnPassword).Should().BeEmpty();
        Secrets.InFiles(KeptLab.OwnPassword, scene.Directory).Should().BeEmpty();
        await lab.DestroyAllAsync();
        scene.Left().Should().BeEmpty();
    }

    [SkippableFact]
    public async Task The_lifetimes_of_two_managers_in_one_process_differ()
    {
        LocalLab.RequirePostgreSql();
        await using KeptScene scene = new();
        await using KeptLab kept = scene.Lab();
        await using KeptLab passing = scene.Lab(options => options.Lifetime = LocalLifetime.Process);
        ComponentContext passingContext = passing.Context(ComponentName.Database("passing"));
        await kept.ProvisionAsync("orders");
        await kept.ProvisionAsync("api");
        ComponentOutputs outputs = await passing.PostgreSql.ProvisionAsync(passing.Orders, passingContext, default);
        await LocalLab.QueryAsync(outputs.Find(OutputNames.ConnectionString)!.Reveal(), "SELECT 1");

        kept.PostgreSql.Place(kept.Orders).OutlivesProcess.Should().BeTrue();
        kept.Services.Place(kept.Api).OutlivesProcess.Should().BeTrue();
        passing.PostgreSql.Place(passing.Orders).OutlivesProcess.Should().BeFalse();
        await kept.DisposeAsync();
        await passing.DisposeAsync();

        Evidence.Processes(scene.Token).Should().NotBeEmpty();
        Directory.GetDirectories(scene.Directory, "lumina-*").Should().BeEmpty("both hosts are closed");
        await using KeptLab later = scene.Lab();
        (await later.PostgreSql.ObserveAsync(later.OrdersContext, default)).IsRunning.Should().BeTrue();
        (await later.PostgreSql.ObserveAsync(passingContext, default)).Exists.Should().BeFalse();
        await later.DestroyAllAsync();
        scene.Left().Should().BeEmpty();
    }
}
