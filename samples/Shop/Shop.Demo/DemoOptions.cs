namespace Shop.Demo;

/// <summary>What the command line asks for.</summary>
internal sealed record DemoOptions
{
    private const string Usage = """
        usage: Shop.Demo [--platform local|in-memory] [--spec FILE] [--shop DIRECTORY] [--plain]

          --platform   where the environment is made: real servers on this machine (local, the default), or in memory
          --spec       a spec in JSON to run in place of the shop's own
          --shop       the directory samples/Shop; sought above the working directory and above this program unless given
          --plain      plain lines, as without a terminal
        """;

    public bool InMemory { get; init; }

    public string? SpecFile { get; init; }

    public string? ShopDirectory { get; init; }

    public bool Plain { get; init; }

    public bool Help { get; init; }

    public static bool TryParse(IReadOnlyList<string> arguments, out DemoOptions options, out string? problem)
    {
        options = new DemoOptions();
        problem = null;
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (argument)
            {
                case "--help" or "-h":
                    (options, problem) = (options with { Help = true }, Usage);
                    return false;
                case "--plain":
                    options = options with { Plain = true };
                    continue;
                case "--platform" when value is "local" or "in-memory":
                    options = options with { InMemory = value == "in-memory" };
                    break;
                case "--spec" when value is not null:
                    options = options with { SpecFile = value };
                    break;
                case "--shop" when value is not null:
                    options = options with { ShopDirectory = value };
                    break;
                default:
                    problem = $"'{argument}' is not understood, or its value is missing or wrong.{Environment.NewLine}{Usage}";
                    return false;
            }

            i++;
        }

        return true;
    }
}
