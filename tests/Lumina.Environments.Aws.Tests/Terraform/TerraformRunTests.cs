using System.Text.Json.Nodes;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Aws.Tests;

/// <summary>The real terraform with things that need no platform.</summary>
[Trait("Category", "Terraform")]
public sealed class TerraformRunTests
{
    private static readonly TerraformAddress First = TerraformLab.Data("first");
    private static readonly TerraformAddress Slow = TerraformLab.Data("slow");
    private static readonly TerraformAddress Last = TerraformLab.Data("last");

    [TerraformFact]
    public async Task A_run_tells_each_thing_that_it_does_as_it_does_it()
    {
        using TerraformLab lab = new();
        TerraformRun run = await lab.ConfigureAsync(new TerraformJson().Resource(First, TerraformLab.Quick));

        await run.ApplyAsync(CancellationToken.None);

        lab.Events.OfType<TerraformEvent.Version>().Should().ContainSingle().Which.Terraform.Should().MatchRegex(@"^\d+\.\d+");
        lab.Events.OfType<TerraformEvent.PlannedChange>().Should().ContainSingle().Which.Change.Should().Be(new TerraformChange("terraform_data.first", TerraformAction.Create));
        lab.Events.OfType<TerraformEvent.ApplyStart>().Should().ContainSingle().Which.Address.Should().Be("terraform_data.first");
        TerraformEvent.ApplyComplete complete = lab.Events.OfType<TerraformEvent.ApplyComplete>().Should().ContainSingle().Subject;
        complete.Id!.Value.Should().Be(run.ReadState()!.Instances.Single().Attributes.Text("id"));
        lab.Events.OfType<TerraformEvent.ChangeSummary>().Last().Should().Match<TerraformEvent.ChangeSummary>(summary => summary.Operation == "apply" && summary.Add == 1);
        lab.Events.Should().OnlyContain(told => told.At != null);
    }

    [TerraformFact]
    public async Task A_kept_plan_is_carried_out_and_shown_as_it_is()
    {
        using TerraformLab lab = new();
        TerraformRun run = await lab.ConfigureAsync(new TerraformJson().Resource(First, TerraformLab.Quick));

        TerraformRunResult plan = await run.PlanAsync(TerraformPlanMode.Normal, CancellationToken.None);
        using System.Text.Json.JsonDocument shown = await run.ShowAsync(plan: true, CancellationToken.None);
        TerraformRunResult applied = await run.ApplyPlanAsync(TerraformPlanMode.Normal, CancellationToken.None);

        plan.Planned.Should().ContainSingle();
        shown.RootElement.Items("resource_changes").Single().Text("address").Should().Be("terraform_data.first");
        applied.Completed.Should().ContainSingle();
        File.Exists(lab.Workspace.PlanFile).Should().BeFalse();
    }

    [TerraformFact]
    public async Task One_thing_can_be_destroyed_and_the_others_stay()
    {
        using TerraformLab lab = new();
        TerraformRun run = await lab.ConfigureAsync(new TerraformJson().Resource(First, TerraformLab.Quick).Resource(Last, TerraformLab.Quick));
        await run.ApplyAsync(CancellationToken.None);

        await run.DestroyAsync([Last], CancellationToken.None);

        run.ReadState()!.Instances.Should().ContainSingle().Which.Address.Should().Be("terraform_data.first");
    }

    [TerraformFact]
    public async Task A_wrong_configuration_is_an_error_with_its_place()
    {
        using TerraformLab lab = new();
        TerraformRun run = await lab.ConfigureAsync(new TerraformJson()
            .Resource(First, new TerraformBlock { ["input"] = "x", ["no_such_argument"] = true }));

        TerraformException error = (await FluentActions.Awaiting(() => run.ApplyAsync(CancellationToken.None)).Should().ThrowAsync<TerraformException>()).Which;

        error.Command.Should().Be("apply");
        error.Summary.Should().Be("Extraneous JSON object property");
        error.Detail.Should().Contain("no_such_argument");
        error.Range.Should().Match<TerraformRange>(range => range.FileName == "main.tf.json" && range.StartLine > 1 && range.StartColumn > 1);
        error.Message.Should().Contain("main.tf.json, line").And.Contain("no_such_argument");
        (await run.ValidateAsync(CancellationToken.None)).Should().ContainSingle().Which.Range.Should().Be(error.Range);
    }

    [TerraformFact]
    public async Task An_error_tells_which_thing_failed_and_no_secret()
    {
        using TerraformLab lab = new(new TerraformOptions { Redact = text => text.Replace("hunter-22", "***", StringComparison.Ordinal) });
        TerraformRun run = await lab.ConfigureAsync(new TerraformJson().Resource(First, TerraformLab.Slow("echo hunter-22; exit 3")));

        TerraformException error = (await FluentActions.Awaiting(() => run.ApplyAsync(CancellationToken.None)).Should().ThrowAsync<TerraformException>()).Which;

        error.Address.Should().Be("terraform_data.first");
        error.Message.Should().Contain("***").And.NotContain("hunter");
        lab.Events.Should().NotContain(told => told.ToString().Contains("hunter", StringComparison.Ordinal));
        lab.Events.OfType<TerraformEvent.ApplyErrored>().Should().ContainSingle().Which.Address.Should().Be("terraform_data.first");
    }

    [TerraformFact]
    public async Task A_cancelled_run_has_ended_when_it_throws_and_its_state_can_be_destroyed()
    {
        using TerraformLab lab = new();
        using CancellationTokenSource cancellation = new();
        TerraformRun run = await lab.ConfigureAsync(Halting("exec sleep 60"), told =>
        {
            if (told is TerraformEvent.ApplyStart { Address: "terraform_data.slow", Action: TerraformAction.Create })
            {
                cancellation.Cancel();
            }
        });

        await FluentActions.Awaiting(() => run.ApplyAsync(cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();

        lab.Workspace.ReadRun().Should().BeNull();
        run.ReadState()!.Instances.Select(instance => instance.Address).Should().Contain("terraform_data.first").And.NotContain("terraform_data.last");
        TerraformRecovery.FindDoubts(lab.Workspace).Should().BeEmpty();
        await run.DestroyAsync([], CancellationToken.None);
    }

    [TerraformFact]
    public async Task A_host_that_cannot_note_what_was_made_stops_the_run()
    {
        using TerraformLab lab = new();
        TerraformRun run = await lab.ConfigureAsync(Halting("exec sleep 60"), told =>
        {
            if (told is TerraformEvent.ApplyStart { Address: "terraform_data.slow", Action: TerraformAction.Create })
            {
                throw new IOException("The journal is full.");
            }
        });

        await FluentActions.Awaiting(() => run.ApplyAsync(CancellationToken.None)).Should().ThrowAsync<IOException>();

        (await lab.Recovery.WaitForOrphanAsync(lab.Workspace, onWait: null, CancellationToken.None)).Should().BeFalse();
        await run.DestroyAsync([], CancellationToken.None);
    }

    [TerraformFact]
    public async Task Lines_that_nobody_knows_do_not_fail_a_run_that_terraform_completed()
    {
        using TerraformLab lab = new();
        TerraformRun run = await lab.ConfigureAsync(Halting("""for log in events/*; do printf '{"type":"apply_comp\nthe plain text of a crash\n{"type":"of another year"}\n\000\377\n' >> $log; done"""));

        TerraformRunResult applied = await run.ApplyAsync(CancellationToken.None);

        applied.Completed.Should().HaveCount(3);
        lab.Events.OfType<TerraformEvent.Unknown>().Select(unknown => unknown.Raw).Should().Contain("the plain text of a crash");
        TerraformRecovery.FindDoubts(lab.Workspace).Should().BeEmpty();
    }

    [TerraformFact]
    public async Task A_terraform_that_does_not_end_when_it_is_asked_to_is_killed_with_all_that_it_started()
    {
        using TerraformLab lab = new(new TerraformOptions { InterruptGrace = TimeSpan.FromMilliseconds(100), TerminateGrace = TimeSpan.FromMilliseconds(100) });
        using CancellationTokenSource cancellation = new();
        ProcessIdentity terraform = default;
        TerraformRun run = await lab.ConfigureAsync(Halting("kill -STOP $PPID; for log in events/*; do echo stopped >> $log; done; sleep 60"), told =>
        {
            if (told is TerraformEvent.Unknown { Raw: "stopped" })
            {
                terraform = lab.Workspace.ReadRun()!.Process;
                cancellation.Cancel();
            }
        });

        await FluentActions.Awaiting(() => run.ApplyAsync(cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();

        TerraformRecovery.FindDoubts(lab.Workspace).Should().Contain(doubt => doubt.Address == "terraform_data.slow");
        ProcessScan.Take(long.MaxValue).Should().NotContain(entry => entry.Session == terraform.Pid);
    }

    [TerraformFact]
    public async Task What_a_refresh_took_out_of_the_state_is_not_in_doubt_but_made_again()
    {
        using TerraformLab lab = new();
        TerraformRun run = await lab.ConfigureAsync(new TerraformJson().Resource(First, TerraformLab.Quick));
        await run.ApplyAsync(CancellationToken.None);

        // As a refresh leaves it when somebody has deleted the thing.
        JsonObject state = JsonNode.Parse(lab.Workspace.ReadState())!.AsObject();
        state["resources"] = new JsonArray();
        state["serial"] = 99;
        await File.WriteAllTextAsync(lab.Workspace.StateFile, state.ToJsonString());

        (await run.ApplyAsync(CancellationToken.None)).Completed.Should().ContainSingle();
    }

    [TerraformFact]
    public async Task Of_two_managers_in_one_process_each_stops_its_own_terraform_alone()
    {
        using TerraformLab one = new();
        using TerraformLab other = new();
        TerraformProcess[] started = await Task.WhenAll(
            new[] { one, other }.Select(lab => lab.Processes.StartAsync(new TerraformCommand("/bin/sleep", ["600"], lab.Temporary, Path.Combine(lab.Temporary, "output")), CancellationToken.None)));

        await started[0].StopAsync();

        TerraformProcess? left = other.Processes.TryAdopt(started[1].Identity);
        left.Should().NotBeNull("it is the other's");
        await started[1].StopAsync();
    }

    [TerraformFact]
    public async Task No_more_terraforms_run_at_once_than_the_options_say()
    {
        using TerraformLab lab = new(new TerraformOptions { Concurrency = 1 });
        string gate = Path.Combine(lab.Temporary, "gate");
        TerraformCommand waiting = new("/bin/sh", ["-c", $"until [ -e {gate} ]; do sleep 0.01; done"], lab.Temporary, Path.Combine(lab.Temporary, "out"));

        TerraformProcess first = await lab.Processes.StartAsync(waiting, CancellationToken.None);
        Task<TerraformProcess> second = lab.Processes.StartAsync(waiting, CancellationToken.None);
        using CancellationTokenSource cancellation = new();
        Task<TerraformProcess> third = lab.Processes.StartAsync(waiting, cancellation.Token);
        await cancellation.CancelAsync();
        await FluentActions.Awaiting(() => third).Should().ThrowAsync<OperationCanceledException>();
        second.IsCompleted.Should().BeFalse();
        await File.WriteAllTextAsync(gate, "");

        (await first.Exit).Code.Should().Be(0);
        (await (await second).Exit).Code.Should().Be(0);
    }

    [TerraformFact]
    public async Task Two_runs_in_one_workspace_are_refused()
    {
        using TerraformLab lab = new();
        TerraformRun run = await lab.ConfigureAsync(new TerraformJson().Resource(First, TerraformLab.Quick));

        using (lab.Workspace.Lock())
        {
            await FluentActions.Awaiting(() => run.ApplyAsync(CancellationToken.None)).Should().ThrowAsync<TerraformBusyException>();
        }

        await run.ApplyAsync(CancellationToken.None);
    }

    [TerraformFact]
    public async Task A_provider_that_cannot_be_had_is_an_error_that_says_where_it_was_looked_for()
    {
        using TerraformLab lab = new();
        string mirror = Directory.CreateDirectory(Path.Combine(lab.Temporary, "empty")).FullName;
        TerraformOptions options = lab.Options with { PluginMirror = mirror };
        TerraformPluginStore plugins = new(await lab.FindProgramAsync(), options, lab.Processes, Path.Combine(lab.Temporary, "plugins"));

        (await FluentActions.Awaiting(() => plugins.LinkAsync(lab.Workspace, [new TerraformProvider("none", "nobody/none", "1.0.0")], CancellationToken.None))
            .Should().ThrowAsync<TerraformNotFoundException>()).Which.Message.Should().Contain(mirror).And.Contain("nobody/none").And.Contain("terraform providers mirror");
        Directory.GetDirectories(Path.Combine(lab.Temporary, "plugins")).Should().BeEmpty();
    }

    [TerraformFact]
    public async Task A_killed_terraform_leaves_what_it_was_making_in_doubt_and_no_run_goes_on_over_it()
    {
        using TerraformLab lab = new();
        ProcessIdentity terraform = default;
        TerraformRun run = await lab.ConfigureAsync(
            Halting("kill -9 $PPID; sleep 60"), _ => terraform = lab.Workspace.ReadRun()?.Process ?? terraform);

        await FluentActions.Awaiting(() => run.ApplyAsync(CancellationToken.None)).Should().ThrowAsync<TerraformException>().WithMessage("*signal 9*");
        ProcessScan.Take(long.MaxValue).Should().NotContain(entry => entry.Session == terraform.Pid, "a provider would work on");

        TerraformRecovery.FindDoubts(lab.Workspace).Should().Contain(new TerraformDoubt("terraform_data.slow", TerraformDoubtReason.Unfinished));
        (await FluentActions.Awaiting(() => run.ApplyAsync(CancellationToken.None)).Should().ThrowAsync<TerraformDoubtException>())
            .Which.Doubts.Should().Contain(doubt => doubt.Address == "terraform_data.slow");

        // Whoever has looked says that nothing is there.
        TerraformAdoption adoption = new(await lab.FindProgramAsync(), lab.Workspace, lab.Runner, lab.Recovery, lab.Options);
        await FluentActions.Awaiting(() => adoption.AdoptAsync([], [], (_, _) => true, CancellationToken.None)).Should().ThrowAsync<TerraformDoubtException>();
        await adoption.AdoptAsync([], [.. TerraformRecovery.FindDoubts(lab.Workspace).Select(doubt => doubt.Address)], (_, _) => true, CancellationToken.None);
        await run.DestroyAsync([], CancellationToken.None);
    }

    [TerraformFact]
    public async Task The_host_s_terraform_variables_change_nothing_unless_they_are_passed_on()
    {
        using TerraformLab lab = new(new TerraformOptions { Variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["TF_CLI_ARGS_apply"] = "-no-such-flag" } });
        TerraformRun run = await lab.ConfigureAsync(new TerraformJson().Resource(First, TerraformLab.Quick));
        Dictionary<string, string> host = new(StringComparer.Ordinal) { ["TF_CLI_ARGS"] = "x", ["TF_LOG"] = "TRACE", ["TF_VAR_a"] = "1", ["PATH"] = "/bin" };

        Dictionary<string, string?> changes = TerraformVariables.Compose(new TerraformOptions { PassedVariables = ["TF_VAR_a"] }, new Dictionary<string, string?>(), host);

        changes.Should().Contain(new KeyValuePair<string, string?>("TF_CLI_ARGS", null)).And.Contain(new KeyValuePair<string, string?>("TF_LOG", null));
        changes.Keys.Should().NotContain(["TF_VAR_a", "PATH"]);
        await FluentActions.Awaiting(() => run.ApplyAsync(CancellationToken.None)).Should().ThrowAsync<TerraformException>();
    }

    [TerraformFact]
    public async Task Everything_in_a_workspace_is_its_owner_s_alone()
    {
        using TerraformLab lab = new();
        TerraformRun run = await lab.ConfigureAsync(new TerraformJson().Resource(First, TerraformLab.Quick));
        await run.PlanAsync(TerraformPlanMode.Normal, CancellationToken.None);
        await run.ApplyAsync(CancellationToken.None);

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        File.GetUnixFileMode(lab.Workspace.Path).Should().Be(DurableFile.PrivateDirectory);
        Directory.GetFiles(lab.Workspace.Path, "*", SearchOption.AllDirectories).Should().Contain(lab.Workspace.StateFile)
            .And.OnlyContain(file => (File.GetUnixFileMode(file) & Others) == UnixFileMode.None);
    }

    [TerraformFact]
    public async Task A_missing_program_is_an_error_that_says_where_it_was_looked_for_and_how_to_get_it()
    {
        using TerraformLab lab = new(new TerraformOptions { ProgramPath = "/nowhere/terraform" });

        (await FluentActions.Awaiting(lab.FindProgramAsync).Should().ThrowAsync<TerraformNotFoundException>())
            .Which.Message.Should().Contain("/nowhere/terraform").And.Contain("https://developer.hashicorp.com/terraform/install").And.Contain("LUMINA_TERRAFORM");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_program_that_only_looks_and_hangs_is_ended_with_its_children(bool isCancelled)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lumina-aws-hanging-");
        string program = Path.Combine(directory.FullName, "terraform");
        string started = Path.Combine(directory.FullName, "started");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\ntrap '' INT TERM\nsleep 600 &\necho $! > {started}.new\nmv {started}.new {started}\nwait\nwait\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using TerraformProcesses processes = new(new TerraformOptions { ProgramPath = program }, TimeProvider.System);
        FakeTimeProvider time = new();
        using CancellationTokenSource cancelled = new();
        try
        {
            Task<TerraformProgram> finding = TerraformProgram.FindAsync(new TerraformOptions { ProgramPath = program }, processes, time, cancelled.Token);
            using CancellationTokenSource bound = new(TimeSpan.FromSeconds(20), TimeProvider.System);
            while (!File.Exists(started))
            {
                await Task.Delay(20, bound.Token);
            }

            if (isCancelled)
            {
                await cancelled.CancelAsync();
                await FluentActions.Awaiting(() => finding.WaitAsync(bound.Token)).Should().ThrowAsync<OperationCanceledException>();
            }
            else
            {
                time.Advance(TimeSpan.FromSeconds(31));
                await FluentActions.Awaiting(() => finding.WaitAsync(bound.Token)).Should().ThrowAsync<TerraformNotFoundException>().WithMessage($"'{program} version -json' did not end within 30 seconds*");
            }

            bound.IsCancellationRequested.Should().BeFalse();

            // A process that has ended and that nobody has asked for yet has no command line any more.
            string commandLine = $"/proc/{(await File.ReadAllTextAsync(started)).Trim()}/cmdline";
            (File.Exists(commandLine) ? await File.ReadAllTextAsync(commandLine) : "").Should().BeEmpty("its children end with it");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("""{"terraform_version":"1.11.4","platform":"linux_amd64"}""", "1.11.4", true)]
    [InlineData("""{"terraform_version":"1.9.0-beta1","platform":"linux_arm64"}""", "1.9.0-beta1", true)]
    [InlineData("""{"terraform_version":"1.5.7","platform":"linux_amd64"}""", "1.5.7", false)]
    [InlineData("A warning comes first.\n{\"terraform_version\":\"2.0\",\"platform\":\"x\"}", "2.0", true)]
    [InlineData("no version", null, false)]
    public void A_version_is_read_and_one_that_is_too_old_is_told_from_others(string answer, string? version, bool isNewEnough)
    {
        TerraformProgram? program = TerraformProgram.Parse("/x/terraform", TerraformProduct.Terraform, answer);

        program?.Version.Should().Be(version);
        (program?.IsNewEnough ?? false).Should().Be(isNewEnough);
    }

    private static TerraformJson Halting(string command) => new TerraformJson()
        .Resource(First, TerraformLab.Quick)
        .Resource(Slow, TerraformLab.Slow(command, First))
        .Resource(Last, new TerraformBlock { ["depends_on"] = TerraformValue.List(Slow) });
}
