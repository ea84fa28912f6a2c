using System.Globalization;
using Lumina.Environments;
using Spectre.Console;

namespace Shop.Demo;

/// <summary>A live tree of components, for terminals.</summary>
internal sealed class LiveScreen(IAnsiConsole console) : IScreen
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(60);
    private static readonly string[] Spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    private string _title = "";

    public void Part(string title)
    {
        _title = title;
        console.WriteLine();
    }

    public void Line(string text)
    {
        if (_title.Length > 0)
        {
            console.MarkupLineInterpolated($"[bold]{_title}[/]");
            _title = "";
        }

        console.WriteLine(text);
    }

    public void Result(bool good, string text)
    {
        if (_title.Length > 0)
        {
            console.MarkupLineInterpolated($"[bold]{_title}[/]");
            _title = "";
        }

        console.MarkupLine($"  {(good ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(text)}");
    }

    public async Task WatchAsync(ComponentBoard board, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(work);
        string title = _title;
        _title = "";
        Task working = work();
        await console.Live(TreeOf(title, board)).StartAsync(async display =>
        {
            while (!working.IsCompleted)
            {
                display.UpdateTarget(TreeOf(title, board));
                await Task.WhenAny(working, Task.Delay(Frame));
            }

            display.UpdateTarget(TreeOf(title, board));
        });
        await working;
    }

    private static Tree TreeOf(string title, ComponentBoard board)
    {
        Tree tree = new($"[bold]{Markup.Escape(title)}[/]");
        Dictionary<string, TreeNode> databases = [];
        foreach (ComponentRow row in board.Rows)
        {
            bool below = row.Name.Kind == ComponentKinds.Data && databases.ContainsKey(row.Name.Name);
            string text = TextOf(row, nameWidth: below ? 18 : 22);
            TreeNode node = below ? databases[row.Name.Name].AddNode(text) : tree.AddNode(text);
            if (row.Name.Kind == ComponentKinds.Database)
            {
                databases[row.Name.Name] = node;
            }
        }

        return tree;
    }

    private static string TextOf(ComponentRow row, int nameWidth)
    {
        string name = Markup.Escape(row.Name.ToString().PadRight(nameWidth));
        (string mark, string colour) = row.State switch
        {
            _ when row.IsAtWork => (Spinner[Environment.TickCount64 / (int)Frame.TotalMilliseconds % Spinner.Length], "yellow"),
            ComponentState.Up => ("✓", "green"),
            ComponentState.Failed or ComponentState.InDoubt or ComponentState.Degraded => ("✗", "red"),
            ComponentState.Stopped => ("■", "blue"),
            _ => ("·", "grey"),
        };
        TimeSpan? time = row.Elapsed ?? (row.IsAtWork ? DateTimeOffset.UtcNow - row.Since : null);
        string elapsed = time is { } span ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.000} s") : "";
        return $"[{colour}]{mark}[/] {name} [{colour}]{row.Word,-14}[/] {elapsed,9}  [grey]{Markup.Escape(row.Note)}[/]";
    }
}
