using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Following against a double of an API server that ends watches in every way there is.</summary>
public sealed class FollowTests
{
    [Fact]
    public async Task A_watch_that_is_too_old_begins_anew_with_a_list()
    {
        await using ServerDouble server = new(
            List("1", "a"),
            """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""",
            List("9", "a", "b"),
            Change("ADDED", "10", "c"));

        (await server.FollowUntilAsync("c")).Should().Equal("a", "a b", "a b c");
        server.Asked.Select(query => query.Contains("watch=true", StringComparison.Ordinal)).Should().StartWith([false, true, false, true]);
        server.Asked[3].Should().Contain("resourceVersion=9");
    }

    [Fact]
    public async Task A_watch_that_ends_goes_on_from_the_last_version_that_was_seen()
    {
        await using ServerDouble server = new(
            List("1"),
            Change("ADDED", "5", "a") + "\n" + """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"7"}}}""",
            Change("ADDED", "8", "b"));

        (await server.FollowUntilAsync("b")).Should().Equal("", "a", "a b");
        server.Asked[1].Should().Contain("resourceVersion=1").And.Contain("allowWatchBookmarks=true");
        server.Asked[2].Should().Contain("resourceVersion=7");
    }

    [Fact]
    public async Task A_watch_that_does_not_begin_is_followed_by_a_list_which_tells_whether_there_is_a_cluster()
    {
        await using ServerDouble server = new(List("1"), """{"kind":"Status","code":503,"message":"away"}""", List("9", "b"));

        (await server.FollowUntilAsync("b")).Should().Equal("", "b");
        server.Asked.Select(query => query.Contains("watch=true", StringComparison.Ordinal)).Should().Equal(false, true, false);
    }

    [Fact]
    public async Task A_line_that_is_cut_off_is_the_end_of_a_watch_and_no_more()
    {
        await using ServerDouble server = new(List("1"), Change("ADDED", "2", "a") + "\n{\"type\":\"ADD", Change("DELETED", "3", "a") + "\n" + Change("ADDED", "4", "b"));

        (await server.FollowUntilAsync("b")).Should().Equal("", "a", "", "b");
    }

    private static string List(string version, params string[] names) =>
        new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = version }, ["items"] = new JsonArray([.. names.Select(name => (JsonNode)Item(version, name))]) }.ToJsonString();

    private static string Change(string type, string version, string name) => new JsonObject { ["type"] = type, ["object"] = Item(version, name) }.ToJsonString();

    private static JsonObject Item(string version, string name) => new() { ["metadata"] = new JsonObject { ["name"] = name, ["resourceVersion"] = version } };
}
