namespace Lumina.Environments.Aws.Tests;

/// <summary>The real terraform with the real AWS provider, against moto.</summary>
[Trait("Category", "Soak")]
public sealed class TerraformMotoTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task What_is_applied_is_there_and_tagged_is_not_changed_again_and_is_gone_after_destroy()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        TerraformJson configuration = MotoLab.Configuration("life")
            .Resource(MotoLab.Queue, new TerraformBlock { ["name"] = "life-orders", ["tags"] = TerraformValue.Map([new("note", "a ${x} b")]) })
            .Resource(MotoLab.Bucket, new TerraformBlock { ["bucket"] = "life-files", ["force_destroy"] = true })
            .Resource(MotoLab.Table, MotoLab.SmallTable("life-carts"))
            .Resource(MotoLab.Group, new TerraformBlock { ["name"] = "life-group", ["description"] = "${x} %{y}" })
            .Output("queue", TerraformExpression.Attribute(MotoLab.Queue, "url"))
            .Output("bucket", TerraformExpression.Attribute(MotoLab.Bucket, "bucket"), isSensitive: true);
        TerraformRun run = await lab.ConfigureAsync(configuration);

        TerraformRunResult applied = await run.ApplyAsync(CancellationToken.None);

        string[] addresses = [MotoLab.Table.ToString(), MotoLab.Bucket.ToString(), MotoLab.Group.ToString(), MotoLab.Queue.ToString()];
        applied.Completed.Select(complete => complete.Address).Should().BeEquivalentTo(addresses);
        applied.Completed.Should().OnlyContain(complete => complete.Action == TerraformAction.Create && complete.Id != null);
        applied.Outputs["queue"].Value!.Value.GetString().Should().EndWith("/life-orders");
        applied.Outputs["bucket"].Should().Be(new TerraformOutput(Value: null, IsSensitive: true));
        (await run.OutputAsync(CancellationToken.None))["bucket"].Value!.Value.GetString().Should().Be("life-files");
        (await moto.ListAsync(MotoLab.Tag, "life")).Should().HaveCount(4);
        (await moto.ListAsync("note", "a ${x} b")).Should().ContainSingle().Which.Should().EndWith(":life-orders");

        TerraformRunResult again = await run.PlanAsync(TerraformPlanMode.Normal, CancellationToken.None);
        again.Planned.Should().BeEmpty();

        TerraformRunResult destroyed = await run.DestroyAsync([], CancellationToken.None);
        destroyed.Completed.Select(complete => complete.Address).Should().BeEquivalentTo(addresses);
        run.ReadState()!.Instances.Should().BeEmpty();
        (await moto.ListAsync(MotoLab.Tag, "life")).Should().BeEmpty();
    }

    [MotoFact]
    public async Task A_terraform_whose_host_was_killed_finishes_and_whoever_comes_next_waits_for_it()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        TerraformRun run = await lab.ConfigureAsync(MotoLab.Halting("orphan", "sleep 2"));
        using TestHost host = TestHost.Start(lab.Workspace.Path, moto.Variables);
        await host.WaitForAsync(lab.Workspace, told => told is TerraformEvent.ApplyComplete { Address: var address } && address == MotoLab.Queue.ToString());

        host.Kill();

        (await lab.Recovery.WaitForOrphanAsync(lab.Workspace, onWait: null, CancellationToken.None)).Should().BeTrue();
        TerraformRecovery.FindDoubts(lab.Workspace).Should().BeEmpty();
        run.ReadState()!.Instances.Should().HaveCount(3);
        (await moto.ListAsync(MotoLab.Tag, "orphan")).Should().HaveCount(2);
        await run.DestroyAsync([], CancellationToken.None);
        (await moto.ListAsync(MotoLab.Tag, "orphan")).Should().BeEmpty();
    }

    [MotoFact]
    public async Task What_a_lost_state_does_not_hold_any_more_is_adopted_if_it_is_ours_and_can_be_destroyed()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        TerraformJson configuration = MotoLab.Configuration("lost")
            .Resource(MotoLab.Queue, new TerraformBlock { ["name"] = "lost-orders" })
            .Resource(MotoLab.Table, MotoLab.SmallTable("lost-carts"))
            .Resource(MotoLab.LogGroup, new TerraformBlock { ["name"] = "lost-log" });
        TerraformRun run = await lab.ConfigureAsync(configuration);
        await run.ApplyAsync(CancellationToken.None);
        lab.LoseState();
        TerraformProgram program = await lab.FindProgramAsync();
        IReadOnlyDictionary<string, long> versions = await new TerraformSchemaVersions(program, lab.Runner, lab.Temporary).ReadAsync(lab.Workspace, CancellationToken.None);
        IReadOnlyList<TerraformDoubt> doubts = TerraformRecovery.FindDoubts(lab.Workspace);
        TerraformCandidate[] candidates =
        [
            .. doubts.Select(doubt => Candidate(MotoLab.Parse(doubt.Address), doubt.Id!.Value)),
            Candidate(MotoLab.Bucket, "lost-never-made"),
        ];
        TerraformCandidate Candidate(TerraformAddress address, string id) => new(
            address, $"{program.Registry}/hashicorp/aws", versions.GetValueOrDefault(address.Type), new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = id });
        TerraformAdoption adoption = new(program, lab.Workspace, lab.Runner, lab.Recovery, lab.Options);

        await FluentActions.Awaiting(() => adoption.AdoptAsync(candidates, [], (_, _) => false, CancellationToken.None)).Should().ThrowAsync<TerraformOwnershipException>();
        TerraformRecovery.FindDoubts(lab.Workspace).Should().BeEquivalentTo(doubts).And.HaveCount(3);

        IReadOnlyList<string> adopted = await adoption.AdoptAsync(
            candidates, [], (_, found) => found.Member("tags_all")?.Text(MotoLab.Tag) == "lost", CancellationToken.None);

        adopted.Should().BeEquivalentTo(doubts.Select(doubt => doubt.Address));
        TerraformRecovery.FindDoubts(lab.Workspace).Should().BeEmpty();
        await run.DestroyAsync([], CancellationToken.None);
        (await moto.ListAsync(MotoLab.Tag, "lost")).Should().BeEmpty();
        Directory.Exists(Path.Combine(lab.Workspace.Path, "adoption")).Should().BeFalse();
    }

    [MotoFact]
    public async Task A_provider_without_a_given_mirror_is_found_by_the_users_own_configuration()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        string configuration = Path.Combine(lab.Temporary, "terraformrc");
        await File.WriteAllTextAsync(configuration, $"provider_installation {{\n  filesystem_mirror {{\n    path = \"{TestTools.Mirror}\"\n  }}\n}}\n");
        TerraformOptions options = lab.Options with { PluginMirror = null, CliConfigFile = configuration };
        using TerraformProcesses processes = new(options, TimeProvider.System);
        TerraformProgram program = await lab.FindProgramAsync();
        TerraformPluginStore plugins = new(program, options, processes, Path.Combine(lab.Temporary, "plugins"));

        await plugins.LinkAsync(lab.Workspace, MotoLab.Configuration("own").Providers, CancellationToken.None);

        string link = Path.Combine(lab.Workspace.ProvidersDirectory, program.Registry, "hashicorp/aws", TestTools.ProviderVersion, program.Platform);
        Directory.GetFiles(link, "terraform-provider-aws*").Should().ContainSingle();
        (await File.ReadAllTextAsync(lab.Workspace.LockFile)).Should().Contain($"version = \"{TestTools.ProviderVersion}\"");
    }

    [MotoFact]
    public async Task Drift_is_what_somebody_else_changed()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        TerraformRun run = await lab.ConfigureAsync(MotoLab.Configuration("drift").Resource(MotoLab.LogGroup, new TerraformBlock { ["name"] = "drift-log" }));
        await run.ApplyAsync(CancellationToken.None);

        // What the provider reads back is not letter by letter what it wrote (no tags, and an empty map of tags): that is taken in once.
        await run.RefreshAsync([], CancellationToken.None);
        (await run.PlanAsync(TerraformPlanMode.RefreshOnly, CancellationToken.None)).Drift.Should().BeEmpty();
        await moto.AskAsync("logs", "put-retention-policy", "--log-group-name", "drift-log", "--retention-in-days", "7");

        TerraformRunResult looked = await run.PlanAsync(TerraformPlanMode.RefreshOnly, CancellationToken.None);

        looked.Drift.Should().Equal(new TerraformChange(MotoLab.LogGroup.ToString(), TerraformAction.Update));
    }
}
