using Lumina.Environments.Providers;
using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    private const int LongestLabel = 63;

    private static readonly IReadOnlyDictionary<string, string> AwkwardSettings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["QUOTES"] = "it's \"quoted\" `twice`",
        ["LINES"] = "first\nsecond\r\nthird\ttabbed\n",
        ["TEMPLATES"] = "${HOME} %{if true} {{name}} $(id) %PATH% $$ #{x}",
        ["BACKSLASHES"] = @"\n C:\temp\ \\ \",
        ["UNICODE"] = "äöü 日本語 👍 e\u0301",
        ["SPACES"] = "  a  b  ",
        ["EMPTY"] = "",
        ["EQUALS"] = "a=b;c=d&e=f,g:h",
        ["OPTION"] = "--help",
        ["LONG"] = new('x', 4000),
    };

    /// <summary>Names as long, as short and as odd as external names and specs allow are made, found and told apart.</summary>
    [Fact]
    public Task Names_at_the_limits_are_made_and_found() => CheckAsync(async bench =>
    {
        string longest = new('x', LongestLabel);
        string[] names = ["a", "x1-2-3-4-5-6-7-8", "a-b", "select", "null", "user", "con", longest, longest[..^1] + "y", "z" + new string('0', LongestLabel - 1)];
        List<Case> cases = [];
        foreach (string name in names)
        {
            Case one = bench.New(name, owner: longest);
            cases.Add(one);
            await bench.ProvisionAsync(one).ConfigureAwait(false);
        }

        foreach (Case one in cases)
        {
            await bench.OneAsync(one, $"Named '{one.Marks.Component}' ('{one.ExternalName}')").ConfigureAwait(false);
        }
    });

    /// <summary>What an environment or installation is called comes back from its marks as it was.</summary>
    [Fact]
    public Task Marks_come_back_as_they_were_whatever_is_in_them() => CheckAsync(async bench =>
    {
        string[] texts = ["it's \"quoted\" `twice`", "first\nsecond\r\nthird", "${HOME} %{if true} {{name}} $(id) %PATH%", @"C:\temp\ \\ \n", "äöü 日本語 👍", "a=b;c=d,e:f", "' OR 1=1; --", "--help", " "];
        foreach (string text in texts)
        {
            Case one = bench.New(owner: text);
            await bench.ProvisionAsync(one).ConfigureAwait(false);
            await bench.OneAsync(one, $"With the owner {System.Text.Json.JsonSerializer.Serialize(text)}", bench.Another()).ConfigureAwait(false);
            Check.Equal(1, (await bench.ListAsync(one, new ListScope { Installation = Installation }).ConfigureAwait(false)).Count, $"How often it is listed with the owner '{text}'");
        }
    });

    /// <summary>A setting reaches the component as it is, whatever is in it.</summary>
    [Fact]
    public Task Settings_arrive_as_they_are_whatever_is_in_them() => CheckAsync(async bench =>
    {
        if (!TakesSettings)
        {
            DoesNotApply("The component takes no settings.");
        }

        Case one = bench.New(settings: AwkwardSettings);
        await bench.ProvisionAsync(one).ConfigureAwait(false);
        await bench.OneAsync(one, "With awkward settings").ConfigureAwait(false);
        bool areSeen = false;
        foreach ((string name, string value) in AwkwardSettings)
        {
            if (await ReadSettingAsync(one.Context(), name, CancellationToken.None).ConfigureAwait(false) is { } seen)
            {
                areSeen = true;
                Check.Equal(value, seen, $"The setting {name}");
            }
        }

        if (!areSeen)
        {
            DoesNotApply($"The suite has no {nameof(ReadSettingAsync)} to see them by.");
        }
    });
}
