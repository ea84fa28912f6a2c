// A service for tests: it answers 503 as often as its first argument says, then 200.
int refusals = int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture);
WebApplication app = WebApplication.CreateSlimBuilder().Build();
app.MapGet("/health", () => Interlocked.Decrement(ref refusals) >= 0 ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.Ok());
await app.RunAsync();
