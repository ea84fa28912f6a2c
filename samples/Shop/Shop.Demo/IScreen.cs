namespace Shop.Demo;

/// <summary>Where the demonstration is shown.</summary>
internal interface IScreen
{
    /// <summary>Begins a part.</summary>
    void Part(string title);

    /// <summary>Says something.</summary>
    void Line(string text);

    /// <summary>Says something that went well, or did not.</summary>
    void Result(bool good, string text);

    /// <summary>Shows the board while some work goes on, then as it is at the end. Throws what the work throws.</summary>
    Task WatchAsync(ComponentBoard board, Func<Task> work);
}
