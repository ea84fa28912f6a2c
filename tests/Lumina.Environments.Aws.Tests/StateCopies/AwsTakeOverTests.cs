using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Two machines (two state directories) with one store and one bucket of copies, each against the real terraform and moto.</summary>
[Trait("Category", "Soak")]
public sealed class AwsTakeOverTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task Another_machine_stops_starts_and_terminates_what_this_one_has_made()
    {
        await MakeBucketAsync("copies");
        InMemoryEnvironmentStore store = new();
        await using AwsEnvironmentLab here = Machine("copies", store);
        await using AwsEnvironmentLab there = Machine("copies", store);
        EnvironmentSnapshot environment = await here.Manager.ProvisionAsync(Spec("shared"));
        string name = $"lumina-environments/default/{environment.Id.Value}.zip";
        (await KeysAsync("copies")).Should().Equal(name);
        (await moto.AskAsync("s3api", "head-object", "--bucket", "copies", "--key", name)).GetProperty("ServerSideEncryption").GetString().Should().Be("AES256");

        await there.Manager.StopAsync(environment.Id);
        (await StatesAsync(environment.Id)).Should().Equal("stopped");
        await there.Manager.StartAsync(environment.Id);
        (await StatesAsync(environment.Id)).Should().Equal("running");

        // What this machine knows is from before the other stopped and started it.
        await here.Manager.StopAsync(environment.Id);
        (await StatesAsync(environment.Id)).Should().Equal("stopped");
        await there.Manager.TerminateAsync(environment.Id);

        (await LeftAsync(environment.Id)).Should().BeEmpty();
        (await KeysAsync("copies")).Should().BeEmpty();
        Directory.Exists(Path.Combine(there.StateDirectory, "environments", environment.Id.Value)).Should().BeFalse();
    }

    [MotoFact]
    public async Task Another_machine_goes_on_by_the_record_that_is_in_the_store_alone()
    {
        InMemoryEnvironmentStore store = new();
        await using AwsEnvironmentLab here = new(moto, options => options.StateCopies.InStore = true, store: store);
        await using AwsEnvironmentLab there = new(moto, options => options.StateCopies.InStore = true, store: store);
        EnvironmentSnapshot environment = await here.Manager.ProvisionAsync(Spec("stored"));
        Directory.Delete(Path.Combine(here.StateDirectory, "environments"), recursive: true); // the machine is lost

        await there.Manager.StopAsync(environment.Id);
        (await StatesAsync(environment.Id)).Should().Equal("stopped");
        await there.Manager.StartAsync(environment.Id);
        (await StatesAsync(environment.Id)).Should().Equal(["running"], "it was the same one");
        (await there.Manager.DetectDriftAsync(environment.Id)).NotCompared.Should().BeEmpty();
        await here.Manager.TerminateAsync(environment.Id);

        (await LeftAsync(environment.Id)).Should().BeEmpty();
        (await store.ReadSecretsAsync(environment.Id, CancellationToken.None)).Should().BeEmpty();
    }

    [MotoFact]
    public async Task What_a_machine_made_before_it_was_lost_is_found_by_whoever_takes_over()
    {
        await MakeBucketAsync("lost");
        InMemoryEnvironmentStore store = new();
        await using AwsEnvironmentLab here = Machine("lost", store);
        await using AwsEnvironmentLab there = Machine("lost", store);
        EnvironmentSnapshot environment = await here.Manager.ProvisionAsync(Spec("lost"));
        using AwsSessions sessions = new(Options("lost"), TimeProvider.System);
        StateBucket bucket = new(Options("lost").StateCopies, sessions.Get());
        string key = SharedRecord.KeyOf("default", environment.Id);
        StateCopy last = StateCopy.TryRead((await bucket.FindAsync(key, CancellationToken.None))!)!;
        last.IsOpen.Should().BeFalse();
        await bucket.WriteAsync(key, new StateCopy(last.Configuration, State: null, IsOpen: true).ToBytes(), CancellationToken.None);

        await there.Manager.StopAsync(environment.Id);

        (await StatesAsync(environment.Id)).Should().Equal(["stopped"], "it was taken into the state, and no second one was made");
        await there.Manager.TerminateAsync(environment.Id);
        (await LeftAsync(environment.Id)).Should().BeEmpty();
        (await KeysAsync("lost")).Should().BeEmpty();
    }

    [MotoFact]
    public async Task A_bucket_that_is_not_fit_for_passwords_is_a_fault_before_anything_is_made()
    {
        await moto.AskAsync("s3api", "create-bucket", "--bucket", "open", "--create-bucket-configuration", "LocationConstraint=eu-central-1");
        await using AwsEnvironmentLab open = Machine("open", new InMemoryEnvironmentStore());
        await using AwsEnvironmentLab missing = Machine("missing", new InMemoryEnvironmentStore());

        (await FluentActions.Awaiting(() => open.Manager.ProvisionAsync(Spec("open"))).Should().ThrowAsync<InvalidEnvironmentSpecException>())
            .WithMessage("*'open' of AwsOptions.StateCopies is not closed to the public, and the copies hold passwords: set all four of its settings that block public access*");
        (await FluentActions.Awaiting(() => missing.Manager.ProvisionAsync(Spec("missing"))).Should().ThrowAsync<InvalidEnvironmentSpecException>())
            .WithMessage("*'missing'*NoSuchBucket*make one, private and encrypted*");
    }

    private AwsEnvironmentLab Machine(string bucket, IEnvironmentStore store) => new(moto, options => options.StateCopies.Bucket = bucket, store: store);

    private AwsOptions Options(string bucket)
    {
        AwsOptions options = new();
        AwsEnvironmentLab.Point(options, moto, stateDirectory: "");
        options.StateCopies.Bucket = bucket;
        return options;
    }

    private static EnvironmentSpec Spec(string name) => new(name, "payments")
    {
        Infrastructure = new InfrastructureSpec { InstanceCount = 1 },
        Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)],
    };

    private async Task MakeBucketAsync(string name)
    {
        await moto.AskAsync("s3api", "create-bucket", "--bucket", name, "--create-bucket-configuration", "LocationConstraint=eu-central-1");
        await moto.AskAsync("s3api", "put-public-access-block", "--bucket", name, "--public-access-block-configuration", "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true");
    }

    private async Task<string[]> KeysAsync(string bucket)
    {
        JsonElement answer = await moto.AskAsync("s3api", "list-objects-v2", "--bucket", bucket);
        return answer.TryGetProperty("Contents", out JsonElement contents) ? [.. contents.EnumerateArray().Select(found => found.GetProperty("Key").GetString()!)] : [];
    }

    private async Task<string[]> StatesAsync(EnvironmentId environment)
    {
        JsonElement answer = await moto.AskAsync("ec2", "describe-instances", "--filters", $"Name=tag:{OwnershipMarks.EnvironmentMark},Values={environment.Value}");
        return
        [
            .. answer.GetProperty("Reservations").EnumerateArray().SelectMany(reservation => reservation.GetProperty("Instances").EnumerateArray())
                .Select(instance => instance.GetProperty("State").GetProperty("Name").GetString()!),
        ];
    }

    private async Task<string[]> LeftAsync(EnvironmentId environment) =>
        [.. (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Value)).Where(arn => !arn.Contains(":instance/", StringComparison.Ordinal))];
}
