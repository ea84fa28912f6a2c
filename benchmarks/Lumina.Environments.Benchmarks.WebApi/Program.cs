// The smallest web API: it answers one address, so that only its start is measured.
WebApplication app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/health", () => "ok");
await app.RunAsync();
