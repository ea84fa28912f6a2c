using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lumina.Environments.Aws.Tests;

/// <summary>An address in front of moto that hands everything on, but for one action, or those that begin alike: these it refuses, as AWS does, or loses its answer.</summary>
internal sealed class RefusingAws : IAsyncDisposable
{
    // Set by the connection, not by whoever speaks over it.
    private static readonly string[] OwnHeaders = ["Host", "Content-Length", "Connection", "Transfer-Encoding", "Keep-Alive", "Expect"];

    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly string _moto;
    private readonly string _action;
    private readonly HttpStatusCode _status;
    private string _answer;
    private readonly Task _serving;
    private int _left = int.MaxValue;

    /// <param name="moto">Where the rest goes.</param>
    /// <param name="action">What is refused, such as <c>RunInstances</c>, or with a <c>*</c> at its end all that begins like that.</param>
    /// <param name="status">400, 403 or 500.</param>
    /// <param name="code">AWS's word for why.</param>
    /// <param name="message">AWS's sentence.</param>
    public RefusingAws(MotoServer moto, string action, HttpStatusCode status, string code, string message)
        : this(moto.Endpoint, action, status, code, message)
    {
    }

    /// <inheritdoc cref="RefusingAws(MotoServer, string, HttpStatusCode, string, string)"/>
    public RefusingAws(string moto, string action, HttpStatusCode status, string code, string message)
    {
        (_moto, _action, _status) = (moto, action, status);
        _answer = action == "GetCallerIdentity"
            ? $"<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>"
            : $"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>1</RequestID></Response>";
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
        free.Stop();
        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>How often it refuses; the calls after that are handed on.</summary>
    public int Times { init => _left = value; }

    /// <summary>What is answered in place of an error, with the status that was given.</summary>
    public string Answer { init => _answer = value; }

    /// <summary>Whether what is refused was carried out all the same.</summary>
    public bool IsCarriedOut { get; init; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _client.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext call = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(call));
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext call)
    {
        using MemoryStream body = new();
        await call.Request.InputStream.CopyToAsync(body);
        string asked = call.Request.Headers["X-Amz-Target"]?.Split('.')[^1]
            ?? Encoding.UTF8.GetString(body.ToArray()).Split('&').FirstOrDefault(pair => pair.StartsWith("Action=", StringComparison.Ordinal))?["Action=".Length..] ?? "";
        bool isRefused = (_action.EndsWith('*') ? asked.StartsWith(_action[..^1], StringComparison.Ordinal) : asked == _action) && Interlocked.Decrement(ref _left) >= 0;
        if (isRefused && !IsCarriedOut)
        {
            await RefuseAsync(call);
            return;
        }

        using HttpRequestMessage request = new(new HttpMethod(call.Request.HttpMethod), new Uri(_moto + call.Request.RawUrl)) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (string name in call.Request.Headers.AllKeys.OfType<string>().Except(OwnHeaders, StringComparer.OrdinalIgnoreCase))
        {
            _ = request.Headers.TryAddWithoutValidation(name, call.Request.Headers[name]) || request.Content.Headers.TryAddWithoutValidation(name, call.Request.Headers[name]);
        }

        using HttpResponseMessage answer = await _client.SendAsync(request);
        if (isRefused)
        {
            await RefuseAsync(call);
            return;
        }

        call.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OwnHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            call.Response.Headers[name] = string.Join(", ", values);
        }

        byte[] bytes = await answer.Content.ReadAsByteArrayAsync();
        if (call.Request.HttpMethod != "HEAD")
        {
            call.Response.ContentLength64 = bytes.Length;
            await call.Response.OutputStream.WriteAsync(bytes);
        }

        call.Response.Close();
    }

    private async Task RefuseAsync(HttpListenerContext call)
    {
        call.Response.StatusCode = (int)_status;
        call.Response.ContentType = "text/xml";
        await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(_answer));
        call.Response.Close();
    }
}
