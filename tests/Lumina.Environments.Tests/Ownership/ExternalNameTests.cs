namespace Lumina.Environments.Tests.Ownership;

[Trait("Category", "Creation")]
public sealed class ExternalNameTests
{
    private static readonly EnvironmentId Id = EnvironmentId.Parse("01k5d3v8q2m4x7n9c6b1a0z3y5");

    [Theory]
    [InlineData("database/orders", "orders", "a short name is read whole")]
    [InlineData("service/a-very-long-service-name", "a-very-long", "a long one is cut, and no hyphen is doubled")]
    [InlineData("service/1st", "st", "a name begins with a letter on every platform")]
    [InlineData("network", "network", "the only one of its kind is called by it")]
    [InlineData("service/---", "c", "something stands there in any case")]
    public void A_name_is_readable_and_fits_every_platform(string component, string readable, string reason)
    {
        string name = ExternalName.For(Id, ComponentName.Parse(component));

        name.Should().MatchRegex("^[a-z][a-z0-9-]*[a-z0-9]$").And.StartWith(readable + "-", reason);
        name.Length.Should().Be(readable.Length + 13).And.BeLessThanOrEqualTo(ExternalName.MaximumLength);
    }

    [Fact]
    public void The_same_component_of_the_same_environment_has_the_same_name_for_ever()
    {
        // Written out: a name that changed with a version would orphan what an older one has made.
        ExternalName.For(Id, ComponentName.Database("orders")).Should().Be(ExternalName.For(EnvironmentId.Parse(Id.Value.ToUpperInvariant()), ComponentName.Parse("database/orders")));
        ExternalName.For(Id, ComponentName.Database("orders")).Should().Be("orders-zqr2zz659qfe");
    }

    [Fact]
    public void Components_kinds_and_environments_do_not_share_names()
    {
        Random random = new(1);
        HashSet<string> names = [];
        byte[] randomness = new byte[10];
        for (int i = 0; i < 2_000; i++)
        {
            random.NextBytes(randomness);
            EnvironmentId id = EnvironmentId.Create(DateTimeOffset.UnixEpoch, randomness);
            names.Add(ExternalName.For(id, ComponentName.Database("orders"))).Should().BeTrue();
            names.Add(ExternalName.For(id, ComponentName.Data("orders"))).Should().BeTrue();
            names.Add(ExternalName.For(id, ComponentName.Database("orders-archive-2030"))).Should().BeTrue();
            names.Add(ExternalName.For(id, ComponentName.Database("orders-archive-2031"))).Should().BeTrue("the hash is of the whole name, not of what was left of it");
        }
    }

    [Fact]
    public void Marks_survive_being_written_and_read()
    {
        OwnershipMarks marks = new("default", Id, ComponentName.Database("orders"), "payments", new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
        OwnershipMarks never = marks with { ExpiresAt = null };

        OwnershipMarks.FromDictionary(marks.ToDictionary()).Should().Be(marks);
        OwnershipMarks.FromDictionary(never.ToDictionary()).Should().Be(never);
    }

    [Theory]
    [InlineData(OwnershipMarks.InstallationMark)]
    [InlineData(OwnershipMarks.EnvironmentMark)]
    [InlineData(OwnershipMarks.ComponentMark)]
    [InlineData(OwnershipMarks.OwnerMark)]
    [InlineData(OwnershipMarks.ExpiresAtMark)]
    public void What_lacks_a_mark_or_has_one_that_makes_no_sense_is_not_ours(string mark)
    {
        Dictionary<string, string> marks = new(new OwnershipMarks("default", Id, ComponentName.Database("orders"), "payments", null).ToDictionary());
        marks.Remove(mark);

        OwnershipMarks.FromDictionary(marks).Should().BeNull();
        marks[mark] = mark is OwnershipMarks.InstallationMark or OwnershipMarks.OwnerMark ? "any" : "/";
        OwnershipMarks.FromDictionary(marks).Should().Match<OwnershipMarks?>(read => (read == null) == (marks[mark] == "/"));
    }
}
