using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Lumina.Environments;
using Lumina.Environments.InMemory;

namespace Shop.Demo;

/// <summary>The whole life of an environment, step by step.</summary>
internal sealed class Demonstration(DemoOptions options, IScreen screen)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NoteInterval = TimeSpan.FromMilliseconds(200);
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    private readonly ComponentBoard _board = new();
    private readonly ProcessTrace _trace = new();
    private readonly InMemoryPlatform _memory = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        EnvironmentSpec spec = options.SpecFile is null ? ShopSpec.Create() : EnvironmentSpec.FromFile(options.SpecFile);
        string directory = options.SpecFile is null ? ShopDirectory.Find(options.ShopDirectory) : Path.GetDirectoryName(Path.GetFullPath(options.SpecFile))!;
        using CancellationTokenSource ended = new();
        Task noting = NoteUntilAsync(ended.Token);
        try
        {
            await using EnvironmentManager manager = CreateManager(directory);
            using IDisposable subscription = manager.Events.Subscribe(_board);
            await LiveAsync(manager, spec, cancellationToken);
        }
        finally
        {
            // After the manager: the servers that its environments shared go with it.
            await ended.CancelAsync();
            await noting;
            await ShowNothingLeftAsync();
        }
    }

    private EnvironmentManager CreateManager(string directory) => EnvironmentManager.Create(environments =>
    {
        environments.Configure(manager => manager.BaseDirectory = directory);
        if (options.InMemory)
        {
            environments.UseInMemory(_memory);
        }
        else
        {
            // A spec that was written for all platforms asks for what this machine may lack; the plan says what it gets instead.
            bool foreign = options.SpecFile is not null;
            environments.UseLocal(local => (local.AllowNearestVersion, local.AllowUnencrypted) = (foreign, foreign));
        }
    });

    private async Task LiveAsync(EnvironmentManager manager, EnvironmentSpec spec, CancellationToken cancellationToken)
    {
        screen.Part("The plan");
        screen.Line((await manager.PlanAsync(spec, cancellationToken)).ToString());

        screen.Part($"Making '{spec.Name}'");
        TestEnvironment environment = null!;
        await screen.WatchAsync(_board, () => WithBoardAsync(async () => (environment = await manager.OpenAsync(spec, cancellationToken)).Snapshot));
        try
        {
            await UseAsync(environment, cancellationToken);
            await ShowHealthAsync(environment, cancellationToken);
            await ShowCostAsync(environment, cancellationToken);

            screen.Part("Stopping it: data is kept");
            await screen.WatchAsync(_board, () => WithBoardAsync(() => manager.StopAsync(environment.Id, cancellationToken)));

            screen.Part("Starting it again");
            await screen.WatchAsync(_board, () => WithBoardAsync(() => manager.StartAsync(environment.Id, cancellationToken)));
            await FindDataAgainAsync(environment, cancellationToken);
        }
        finally
        {
            screen.Part(cancellationToken.IsCancellationRequested ? "Interrupted: taking it down" : "Taking it down");
            await screen.WatchAsync(_board, () => WithBoardAsync(() => manager.TerminateAsync(environment.Id, CancellationToken.None)));
            await environment.DisposeAsync();
        }
    }

    /// <summary>A few requests, as a test would send them.</summary>
    private async Task UseAsync(TestEnvironment environment, CancellationToken cancellationToken)
    {
        if (!IsRealShop)
        {
            return;
        }

        screen.Part("Using it");
        using HttpClient api = environment.CreateHttpClient("api");
        JsonElement orders = await api.GetFromJsonAsync<JsonElement>("/orders", Json, cancellationToken);
        screen.Result(orders.GetArrayLength() > 0, $"GET  /orders        {orders.GetArrayLength()} orders from PostgreSQL; the first is {Describe(orders[0])}");

        using HttpResponseMessage created = await api.PostAsJsonAsync("/orders", new { customer = "You", product = "A demonstration", quantity = 1 }, Json, cancellationToken);
        string answer = created.IsSuccessStatusCode ? $"added {Describe(await created.Content.ReadFromJsonAsync<JsonElement>(Json, cancellationToken))}" : await created.Content.ReadAsStringAsync(cancellationToken);
        screen.Result(created.IsSuccessStatusCode, $"POST /orders        {answer}");
        await ShowCountAsync(api, cancellationToken);
        await ShowCountAsync(api, cancellationToken);
    }

    private async Task FindDataAgainAsync(TestEnvironment environment, CancellationToken cancellationToken)
    {
        if (!IsRealShop)
        {
            return;
        }

        screen.Part("The same data is there");
        using HttpClient api = environment.CreateHttpClient("api");
        JsonElement orders = await api.GetFromJsonAsync<JsonElement>("/orders", Json, cancellationToken);
        JsonElement last = orders[orders.GetArrayLength() - 1];
        screen.Result(last.GetProperty("customer").GetString() == "You", $"GET  /orders        {orders.GetArrayLength()} orders; the last is {Describe(last)}");
    }

    private async Task ShowCountAsync(HttpClient api, CancellationToken cancellationToken)
    {
        JsonElement count = await api.GetFromJsonAsync<JsonElement>("/orders/count", Json, cancellationToken);
        screen.Result(good: true, $"GET  /orders/count  {count.GetProperty("count")}, from the {count.GetProperty("from")}");
    }

    private async Task ShowHealthAsync(TestEnvironment environment, CancellationToken cancellationToken)
    {
        EnvironmentHealth health = await environment.CheckHealthAsync(cancellationToken);
        screen.Part($"Health: {health.Verdict}, {health.Score} of 100");
        foreach (HealthCheckResult check in health.Checks)
        {
            screen.Result(check.Outcome == HealthOutcome.Pass, string.Create(CultureInfo.InvariantCulture, $"{check.Component,-20} {check.Duration.TotalMilliseconds,6:0.0} ms  {check.Message}"));
        }
    }

    private async Task ShowCostAsync(TestEnvironment environment, CancellationToken cancellationToken)
    {
        EnvironmentCost cost = await environment.GetCostAsync(cancellationToken);
        screen.Part(string.Create(CultureInfo.InvariantCulture, $"Cost after {cost.Period.TotalSeconds:0.0} s: {cost.Total:0.######} {cost.Currency}{(cost.Unknown.Any() ? " that is known" : "")}"));
        foreach (CostLine line in cost.Lines)
        {
            string amount = line.Amount is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.######} {cost.Currency}") : "unknown";
            screen.Line($"  {line.Component,-20} {line.Item}: {amount}");
        }
    }

    private async Task ShowNothingLeftAsync()
    {
        screen.Part("What is left");
        if (options.InMemory)
        {
            screen.Result(_memory.IsEmpty, _memory.IsEmpty ? "nothing: the platform in memory is empty" : string.Join(", ", _memory.Components.Select(component => component.Name)));
            return;
        }

        if (!ProcessTrace.IsSupported)
        {
            screen.Line("  Looking for what is left needs Linux.");
            return;
        }

        IReadOnlyList<string> left = await _trace.FindLeftAsync(Patience);
        if (left.Count > 0)
        {
            throw new DemoException($"Left behind: {string.Join(", ", left)}");
        }

        screen.Result(good: true, _trace.ProcessCount == 0 ? "nothing: no process ran for it" : $"no process: {_trace.ProcessCount} ran for it ({_trace.Programs}), and none does now");
        if (_trace.Directories.Count > 0)
        {
            screen.Result(good: true, $"no directory: {string.Join(", ", _trace.Directories)} {(_trace.Directories.Count == 1 ? "is" : "are")} gone");
        }
    }

    private bool IsRealShop => !options.InMemory && options.SpecFile is null;

    /// <summary>Takes note of what runs, again and again: processes come and go.</summary>
    private async Task NoteUntilAsync(CancellationToken ended)
    {
        while (ProcessTrace.IsSupported && !options.InMemory && !ended.IsCancellationRequested)
        {
            _trace.Note();
            await Task.Delay(NoteInterval, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WithBoardAsync(Func<Task<EnvironmentSnapshot>> work) => await _board.CatchUpAsync((await work()).Version);

    private static string Describe(JsonElement order) => $"no. {order.GetProperty("id")}, {order.GetProperty("quantity")} × {order.GetProperty("product")} for {order.GetProperty("customer")}";
}
