using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>The calls to one cluster, with its errors in words. Safe for many at once.</summary>
internal sealed class KubernetesCluster(ClusterConnection connection, TimeProvider time) : IDisposable
{
    /// <summary>Who we are for server-side apply.</summary>
    public const string FieldManager = "lumina-environments";

    private const string Force = "force";
    private const int MaximumCalls = 16;
    private const int MaximumComparisons = 5;
    private const int ErrorLength = 64 * 1024;
    private const string PageSize = "500";

    /// <summary>An API server that is restarted is back within these.</summary>
    private static readonly TimeSpan[] Pauses = [.. new[] { 0.2, 0.5, 1, 2, 4, 4 }.Select(TimeSpan.FromSeconds)];

    /// <summary>How long it may be silent when it is asked whether it is there.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);

    /// <summary>How long it may be silent or away when it is asked which one it is, with which every verb begins: a restart is waited for, and no more.</summary>
    private static readonly TimeSpan RestartPatience = TimeSpan.FromSeconds(15);

    /// <summary>How long one call may take, and for how long it is made again. A server gives up after a minute by itself.</summary>
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(75);

    private readonly SemaphoreSlim _calls = new(MaximumCalls, MaximumCalls);

    public string Address => connection.Address;

    public string Context => connection.Context;

    public TimeProvider Time => time;

    public static Dictionary<string, string> Ours => new(StringComparer.Ordinal) { ["fieldManager"] = FieldManager };

    /// <summary>Makes or changes an object, so that it is as given in all that is given. Another's object of that name is taken over where nobody's fields are in the way.</summary>
    /// <exception cref="ClusterException">Among others: another manager owns a field.</exception>
    public async Task<JsonObject> ApplyAsync(KubernetesObject wanted, string @namespace, CancellationToken cancellationToken)
    {
        ClusterCall call = new("patch", wanted.Type) { Namespace = @namespace, Name = wanted.Name, Body = wanted.Body, ContentType = ClusterCall.ApplyPatch, Query = Ours };
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await SendAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterException exception) when (!call.Query.ContainsKey(Force) && exception is { Failure: ClusterFailure.Conflict, Managers.Count: > 0 } && exception.Managers.All(manager => manager == FieldManager))
            {
                // Only with ourselves: what stopped it did so without an apply.
                call = call with { Query = new Dictionary<string, string>(call.Query, StringComparer.Ordinal) { [Force] = "true" } };
            }
            catch (ClusterException exception) when (attempt < Pauses.Length && exception is { Failure: ClusterFailure.AlreadyExists } or { Failure: ClusterFailure.Conflict, Managers.Count: 0 })
            {
                // Another one makes or changes it in the same moment, which is no error of an apply: it meets what is there then.
                await Task.Delay(Pauses[attempt], time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>An object as it is, and as applying it would make it, whoever owns its fields. Changes nothing, and needs no right but to apply.</summary>
    /// <returns>Null where there is no such object.</returns>
    public async Task<(JsonObject Wanted, JsonObject Actual)?> CompareAsync(KubernetesObject wanted, string @namespace, CancellationToken cancellationToken)
    {
        Dictionary<string, string> query = Ours;
        query["dryRun"] = "All";
        ClusterCall look = new("patch", wanted.Type) { Namespace = @namespace, Name = wanted.Name, Body = [], ContentType = ClusterCall.MergePatch, Query = query };
        try
        {
            ClusterCall apply = look with { Body = wanted.Body, ContentType = ClusterCall.ApplyPatch, Query = new Dictionary<string, string>(query, StringComparer.Ordinal) { [Force] = "true" } };
            for (int attempt = 1; ; attempt++)
            {
                JsonObject actual = await SendAsync(look, cancellationToken).ConfigureAwait(false);
                JsonObject applied = await SendAsync(apply, cancellationToken).ConfigureAwait(false);

                // A dry run keeps the version that it began with: another one means that somebody, most often a controller of the cluster, wrote in between, and what they wrote would be told as a difference.
                if (applied.Version() == actual.Version() || attempt == MaximumComparisons)
                {
                    return (applied, actual);
                }
            }
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>The object; null where there is none.</summary>
    public async Task<JsonObject?> FindAsync(KubernetesType type, string? @namespace, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(new ClusterCall("get", type) { Namespace = @namespace, Name = name }, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>All objects of a type that bear the labels, page by page.</summary>
    public async IAsyncEnumerable<JsonObject> ListAsync(KubernetesType type, string? @namespace, string? labels, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            Dictionary<string, string> query = Labelled(labels);
            query["limit"] = PageSize;
            if (next is not null)
            {
                query["continue"] = next;
            }

            JsonObject page = await SendAsync(new ClusterCall("list", type) { Namespace = @namespace, Query = query }, cancellationToken).ConfigureAwait(false);
            foreach (JsonObject item in page.Items())
            {
                yield return item;
            }

            next = page.Text("metadata", "continue");
        }
        while (!string.IsNullOrEmpty(next));
    }

    /// <summary>Deletes an object, and in the background what it owns. Succeeds where it is gone already.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="uid">Which one is meant: one of another UID is left alone, and that is a conflict; null for any.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task DeleteAsync(KubernetesType type, string? @namespace, string name, string? uid, CancellationToken cancellationToken)
    {
        JsonObject body = DeleteOptions();
        if (uid is not null)
        {
            body["preconditions"] = new JsonObject { ["uid"] = uid };
        }

        try
        {
            await SendAsync(new ClusterCall("delete", type) { Namespace = @namespace, Name = name, Body = body }, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Failure == ClusterFailure.NotFound)
        {
        }
    }

    /// <summary>Deletes all objects of a type in a namespace that bear the labels.</summary>
    public Task DeleteAllAsync(KubernetesType type, string @namespace, string? labels, CancellationToken cancellationToken) =>
        SendAsync(new ClusterCall("deletecollection", type) { Namespace = KubernetesNames.Require(@namespace), Query = Labelled(labels), Body = DeleteOptions() }, cancellationToken);

    /// <summary>What <see cref="ClusterIdentity"/> asks.</summary>
    public Task<string> ReadUidAsync(CancellationToken cancellationToken) => WhoIsItAsync(RestartPatience, SendAsync, cancellationToken);

    /// <summary>Asks whether it answers us: twice, since a first connection may be lost, and no more, since whoever waits is to learn it soon.</summary>
    public Task<string> AskAsync(CancellationToken cancellationToken) => WhoIsItAsync(AnswerPatience, SendTwiceAsync, cancellationToken);

    /// <summary>Makes a call, and again where the cluster is busy or restarts; each of ours may be.</summary>
    public async Task<JsonObject> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterException exception) when (exception.IsTransient && attempt < Pauses.Length && time.GetElapsedTime(began) < CallPatience)
            {
                TimeSpan pause = exception.RetryAfter is { } wanted && wanted < Pauses[^1] && wanted > Pauses[attempt] ? wanted : Pauses[attempt];
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Makes a call once.</summary>
    public async Task<JsonObject> SendOnceAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        await _calls.WaitAsync(cancellationToken).ConfigureAwait(false);
        using CancellationTokenSource patience = new(CallPatience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, call.IsUncancellable ? CancellationToken.None : cancellationToken);
        try
        {
            using HttpResponseMessage response = await OpenAsync(call, either.Token).ConfigureAwait(false);
            byte[] content = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return JsonNode.Parse(content) as JsonObject ?? [];
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ClusterErrors.Silent(call, Address, CallPatience);
        }
        catch (Exception exception) when ((ClusterErrors.IsOfTheWay(exception) || exception is System.Text.Json.JsonException) && !either.IsCancellationRequested)
        {
            throw ClusterErrors.Unreachable(call, Address, exception);
        }
        finally
        {
            _calls.Release();
        }
    }

    /// <summary>Makes a call whose answer is read as it comes: a watch, a log. The caller disposes it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        object asker = connection.Asker;
        HttpResponseMessage response = await RequestAsync(call, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Unauthorized && connection.Renew(asker))
        {
            response.Dispose();
            response = await RequestAsync(call, cancellationToken).ConfigureAwait(false);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw ClusterErrors.Explain(call, Address, response.StatusCode, response.Headers, body.Length > ErrorLength ? body[..ErrorLength] : body);
        }
    }

    /// <summary>Opens a port of a pod, as a socket with channels: 0 for what is sent and received, 1 for an error.</summary>
    public async Task<WebSocket> OpenPortAsync(string @namespace, string pod, int port, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.OpenPortAsync(@namespace, pod, port, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when ((ClusterErrors.IsOfTheWay(exception) || exception is WebSocketException or k8s.Autorest.HttpOperationException) && !cancellationToken.IsCancellationRequested)
        {
            throw ClusterErrors.Unreachable(new ClusterCall("create", KubernetesType.Pod) { Namespace = @namespace, Subresource = "portforward" }, Address, exception);
        }
    }

    public void Dispose()
    {
        connection.Dispose();
        _calls.Dispose();
    }

    private async Task<HttpResponseMessage> RequestAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(call.Method, connection.AddressOf(call.Path)) { VersionPolicy = HttpVersionPolicy.RequestVersionOrLower, Version = HttpVersion.Version20 };
        if (call.Body is not null)
        {
            request.Content = new StringContent(call.ContentType == ClusterCall.ApplyPatch ? ApplyText.Of(call.Body) : call.Body.ToJsonString(), Encoding.UTF8);
            request.Content.Headers.ContentType = new(call.ContentType);
        }

        try
        {
            return await connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (k8s.Exceptions.KubeConfigException exception)
        {
            throw ClusterErrors.Unasked(call, Address, exception);
        }
        catch (Exception exception) when (ClusterErrors.IsOfTheWay(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw ClusterErrors.Unreachable(call, Address, exception);
        }
    }

    /// <summary>Every cluster has this namespace, and no two have the same.</summary>
    private async Task<string> WhoIsItAsync(TimeSpan bound, Func<ClusterCall, CancellationToken, Task<JsonObject>> send, CancellationToken cancellationToken)
    {
        ClusterCall call = new("get", KubernetesType.Namespace) { Name = "kube-system" };
        using CancellationTokenSource patience = new(bound, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return (await send(call, either.Token).ConfigureAwait(false)).Uid();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ClusterErrors.Silent(call, Address, bound);
        }
    }

    private async Task<JsonObject> SendTwiceAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.IsTransient)
        {
            await Task.Delay(Pauses[0], time, cancellationToken).ConfigureAwait(false);
            return await SendOnceAsync(call, cancellationToken).ConfigureAwait(false);
        }
    }

    private static JsonObject DeleteOptions() => new() { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = "Background" };

    private static Dictionary<string, string> Labelled(string? labels) =>
        labels is null ? new(StringComparer.Ordinal) : new(StringComparer.Ordinal) { ["labelSelector"] = labels };
}
