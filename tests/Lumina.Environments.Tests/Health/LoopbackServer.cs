using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lumina.Environments.Tests.Health;

/// <summary>A real server on a loopback port that answers every connection with a text, or with nothing.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Func<string, string?> _answer;
    private readonly Task _serving;

    /// <summary>Starts to listen.</summary>
    /// <param name="answer">From the request's first line to the answer; an empty text closes the connection, null leaves it open without an answer.</param>
    public LoopbackServer(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static string Status(int code, string headers = "") => $"HTTP/1.1 {code} X\r\nContent-Length: 0\r\n{headers}\r\n";

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        List<TcpClient> open = [];
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_over.Token);
                open.Add(client);
                await AnswerAsync(client);
            }
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        byte[] buffer = new byte[4096];
        int read = await client.GetStream().ReadAsync(buffer, _over.Token);
        string? answer = read == 0 ? "" : _answer(Encoding.ASCII.GetString(buffer, 0, read).Split('\r')[0]);
        if (answer is not null)
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), _over.Token);
            client.Close();
        }
    }
}
