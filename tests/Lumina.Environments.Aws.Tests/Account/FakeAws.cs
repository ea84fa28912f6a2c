using System.Net;
using Amazon.Runtime;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Answers calls with what it was told to, the last for ever, and keeps what was asked.</summary>
internal sealed class FakeAws : HttpMessageHandler
{
    private readonly Queue<(int Status, string Body)> _answers;
    private readonly HttpClient _client;

    public FakeAws(params (int Status, string Body)[] answers)
    {
        _answers = new(answers);
        _client = new HttpClient(this, disposeHandler: false);
    }

    public List<string> Requests { get; } = [];

    public HttpRequestMessage? Last { get; private set; }

    public AwsSession Session(Action<AwsOptions>? configure = null, TimeProvider? time = null)
    {
        AwsOptions options = new() { Credentials = new BasicAWSCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY") };
        configure?.Invoke(options);
        return new AwsSession(options, "eu-central-1", _client, time ?? TimeProvider.System);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Last = request;
        Requests.Add($"{request.RequestUri} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken))}");
        (int status, string body) = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
        return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
    }

    protected override void Dispose(bool disposing)
    {
        _client.Dispose();
        base.Dispose(disposing);
    }
}
