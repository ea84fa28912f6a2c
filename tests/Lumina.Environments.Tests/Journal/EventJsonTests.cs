using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Lumina.Environments.Tests.Journal;

[Trait("Category", "Creation")]
public sealed class EventJsonTests
{
    private readonly EnvironmentEventJson _json = new();

    public static TheoryData<string> Types => [.. EventExamples.All.Select(example => new EnvironmentEventJson().TypeOf(example))];

    [Fact]
    public void Every_event_of_the_family_has_json()
    {
        IEnumerable<Type> family = typeof(EnvironmentEvent).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(EnvironmentEvent)) && !type.IsAbstract);

        EventExamples.All.Select(example => example.GetType()).Should().BeEquivalentTo(family.Except([typeof(UnknownEvent)]));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_event_that_is_read_again_is_the_same(string type)
    {
        EnvironmentEvent example = EventExamples.All.Single(candidate => _json.TypeOf(candidate) == type);
        string text = _json.Write(example);

        EnvironmentEvent read = _json.Read(text);

        read.Should().BeOfType(example.GetType());
        (read.EnvironmentId, read.Sequence, read.Time, read.Actor).Should().Be((example.EnvironmentId, example.Sequence, example.Time, example.Actor));
        _json.Write(read).Should().Be(text);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_member_of_an_event_is_in_its_json(string type)
    {
        EnvironmentEvent example = EventExamples.All.Single(candidate => _json.TypeOf(candidate) == type);
        JsonElement json = JsonDocument.Parse(_json.Write(example)).RootElement;

        // The number of an intent is there where something is scaled, and then no credential is.
        example.GetType().GetProperties().Where(property => property.SetMethod is not null && property.Name != nameof(StepIntended.Count)).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
            .Should().BeSubsetOf(json.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void An_event_as_text_is_its_json() => EventExamples.All.Should().AllSatisfy(example => example.ToString().Should().Be(_json.Write(example)));

    [Fact]
    public void No_secret_is_in_an_events_json() =>
        EventExamples.All.Select(_json.Write).Should().AllSatisfy(json => json.Should().NotContain("never-in-json"));

    [Fact]
    public void A_secret_output_is_its_name_and_each_place_has_its_own()
    {
        ComponentProvisioned read = (ComponentProvisioned)_json.Read(_json.Write(EventExamples.All.OfType<ComponentProvisioned>().Single()));

        read.Outputs.Find(OutputNames.ConnectionString, Vantage.Host)!.Secret!.Source.Should().Be("stored:database/orders:outputs.connectionString");
        read.Outputs.Find(OutputNames.ConnectionString, Vantage.Network)!.Secret!.Source.Should().Be("stored:database/orders:outputs.connectionString@network");
        read.Outputs.Find(OutputNames.Host, Vantage.Network)!.Value.Should().Be("orders");
    }

    [Fact]
    public void A_member_that_is_not_known_is_passed_over()
    {
        string json = _json.Write(EventExamples.All.OfType<EnvironmentHealthy>().Single());

        _json.Read(json.Insert(1, """ "mood": {"of": ["the", "day"]}, """)).Should().Be(_json.Read(json));
    }

    [Theory]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public void An_event_that_is_not_known_is_kept_as_it_is(string flag, bool mustBeUnderstood)
    {
        string json = $$$"""{"type":"moonPhaseChanged","environmentId":"01k5d3v8q2m4x7n9c6b1a0z3y5","sequence":7,"time":"2026-01-31T08:15:00Z","actor":"lumina/moon","mustBeUnderstood":{{{flag}}},"phase":{"of":1.50}}""";

        UnknownEvent read = _json.Read(json).Should().BeOfType<UnknownEvent>().Subject;

        (read.Type, read.Sequence, read.Actor, read.MustBeUnderstood).Should().Be(("moonPhaseChanged", 7, "lumina/moon", mustBeUnderstood));
        _json.Write(read).Should().Be(json);
    }

    [Fact]
    public void A_known_event_with_a_value_that_is_not_known_must_be_understood()
    {
        string json = _json.Write(EventExamples.All.OfType<StepFailed>().Single()).Replace("\"reset\"", "\"teleport\"", StringComparison.Ordinal);

        _json.Read(json).Should().BeOfType<UnknownEvent>().Which.MustBeUnderstood.Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"moonPhaseChanged"}""")]
    public void What_is_no_event_at_all_is_refused(string json) => _json.Invoking(reader => reader.Read(json)).Should().Throw<FormatException>();

    [Fact]
    public void The_page_about_events_shows_what_the_code_writes()
    {
        string page = Page();

        // To write the page anew: LUMINA_WRITE_DOCS=1 dotnet test --filter The_page_about_events
        if (Environment.GetEnvironmentVariable("LUMINA_WRITE_DOCS") == "1")
        {
            File.WriteAllText(RepositoryFile.PathOf("docs/events.md"), page);
        }

        RepositoryFile.Read("docs/events.md").Should().Be(page);
    }

    private string Page()
    {
        XElement docs = XElement.Load(Path.Combine(AppContext.BaseDirectory, "Lumina.Environments.xml"));
        StringBuilder page = new("""
            # Events

            An environment is its ordered journal of events; everything else is read from it. This page lists every event with an example of its JSON, as a store keeps it (here on several lines). The examples are written by the code: a test compares them.

            Every event has `type`, `environmentId`, `sequence` (1, 2, 3, … without a gap for each environment), `time` (UTC) and `actor` (who acted).

            - `ToString()` of an event is this JSON, on one line.
            - No secret is in an event. A secret output, or a literal secret of the spec, is the name under which the store keeps it: `stored:database/orders:outputs.connectionString`.
            - A member that a reader does not know is passed over. A member that holds its default may be absent.
            - An event of a type that a reader does not know is kept as it is. Where it says `"mustBeUnderstood": true`, the environment is read-only for that process; else it is passed over.
            - Durations read `hh:mm:ss`, with fractions of a second; `expiresAt` is absent where an environment never expires; `vantage` and `location` are absent where an output holds from everywhere and a platform has one place only.

            """);
        foreach (EnvironmentEvent example in EventExamples.All)
        {
            string json = JsonSerializer.Serialize(JsonDocument.Parse(_json.Write(example)).RootElement, Indented);
            page.Append($"\n## {_json.TypeOf(example)}\n\n{Summary(docs, example.GetType())}\n\n```json\n{json}\n```\n");
        }

        return page.ToString();
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Summary(XElement docs, Type type) =>
        string.Join(' ', docs.Descendants("member").Single(member => member.Attribute("name")!.Value == $"T:{type.FullName}").Element("summary")!.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
