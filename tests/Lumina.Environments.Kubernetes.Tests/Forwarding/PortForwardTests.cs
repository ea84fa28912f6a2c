using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>Forwarded ports against a double of an API server that speaks as real ones do: hollow nodes forward nothing.</summary>
[Trait("Category", "Networking")]
public sealed class PortForwardTests
{
    [Fact]
    public async Task What_is_sent_to_the_port_reaches_the_pod_and_its_answer_comes_back()
    {
        await using PortServerDouble server = new();
        using KubernetesCluster cluster = server.Connect();
        using PortForwards forwards = new();
        int port = forwards.Open(cluster, "shop", "api-1", 8080);
        forwards.Open(cluster, "shop", "api-1", 8080).Should().Be(port, "a port that is there is the same when it is asked for again");

        (await AskAsync(port, "hello")).Should().Be("HELLO");
        (await AskAsync(port, new string('x', 100_000))).Should().Be(new string('X', 100_000));
        server.Asked.Should().Contain("/api/v1/namespaces/shop/pods/api-1-ready/portforward?ports=8080");
    }

    [Fact]
    public async Task Who_has_said_all_that_he_has_to_say_gets_the_answer_all_the_same()
    {
        await using PortServerDouble server = new();
        using KubernetesCluster cluster = server.Connect();
        using PortForwards forwards = new();
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync("127.0.0.1", forwards.Open(cluster, "shop", "api-1", 8080));

        await client.SendAsync(Encoding.ASCII.GetBytes("hello"));
        client.Shutdown(SocketShutdown.Send);

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20), TimeProvider.System);
        byte[] buffer = new byte[16];
        string answer = "";
        int read;
        while (answer.Length < 5 && (read = await client.ReceiveAsync(buffer, patience.Token)) > 0)
        {
            answer += Encoding.ASCII.GetString(buffer, 0, read);
        }

        answer.Should().Be("HELLO");
    }

    [Fact]
    public async Task A_pod_that_tells_of_an_error_ends_the_connection()
    {
        await using PortServerDouble server = new(error: "nothing listens there");
        using KubernetesCluster cluster = server.Connect();
        using PortForwards forwards = new();

        (await AskAsync(forwards.Open(cluster, "shop", "api-1", 8080), "hello")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_that_takes_a_connection_and_is_silent_then_does_not_keep_the_caller()
    {
        FakeTimeProvider time = new();
        await using PortServerDouble server = new(isSilent: true);
        using KubernetesCluster cluster = server.Connect(time);
        using PortForwards forwards = new();
        Task<string> asking = AskAsync(forwards.Open(cluster, "shop", "api-1", 8080), "hello");
        await server.Silence;

        time.Advance(TimeSpan.FromSeconds(16));

        (await asking.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_port_ends_with_its_component()
    {
        await using PortServerDouble server = new();
        using KubernetesCluster cluster = server.Connect();
        using PortForwards forwards = new();
        int port = forwards.Open(cluster, "shop", "api-1", 8080);

        forwards.Close("api-1");

        Func<Task> connect = () => AskAsync(port, "hello");
        await connect.Should().ThrowAsync<SocketException>();
    }

    /// <summary>Sends a text, and reads as much as was sent, or until the end.</summary>
    private static async Task<string> AskAsync(int port, string text)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", port);
        NetworkStream stream = client.GetStream();
        byte[] answer = new byte[text.Length];
        Task<int> reading = stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false).AsTask();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
            return Encoding.ASCII.GetString(answer, 0, await reading);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
