using System.Globalization;

namespace Shop.Demo;

/// <summary>Plain lines, for logs and pipes.</summary>
internal sealed class PlainScreen(TextWriter output) : IScreen
{
    private readonly Lock _lock = new();

    public void Part(string title) => Line($"{Environment.NewLine}{title}");

    public void Line(string text)
    {
        lock (_lock)
        {
            output.WriteLine(text);
            output.Flush();
        }
    }

    public void Result(bool good, string text) => Line($"  {(good ? "ok  " : "FAIL")} {text}");

    public async Task WatchAsync(ComponentBoard board, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(work);
        board.OnChanged = Show;
        try
        {
            await work();
        }
        finally
        {
            board.OnChanged = null;
        }
    }

    private void Show(ComponentRow row)
    {
        string elapsed = row.Elapsed is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds,8:0.000} s") : "";
        Line($"  {row.Name,-20} {row.Word,-14}{elapsed,10}  {row.Note}".TrimEnd());
    }
}
