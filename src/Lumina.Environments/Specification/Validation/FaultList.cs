namespace Lumina.Environments;

/// <summary>Gathers faults, with the checks that every area of a spec shares.</summary>
internal sealed class FaultList
{
    private readonly List<SpecificationFault> _faults = [];

    public IReadOnlyList<SpecificationFault> Faults => _faults;

    /// <summary>The path of a member: in an object, or of a list where it begins with <c>[</c>; empty for the place itself. Made where there is a fault: most checks find none.</summary>
    public static string Join(string path, string member) => member switch
    {
        "" => path,
        _ when path.Length == 0 => member,
        ['[', ..] => path + member,
        _ => $"{path}.{member}",
    };

    public void Add(string path, string problem, string fix) => _faults.Add(new SpecificationFault(path, problem, fix));

    /// <summary>A name: a DNS label.</summary>
    public void Label(string path, string member, string? name, string what)
    {
        if (name is null || !DnsLabel.IsValid(name))
        {
            Add(Join(path, member), $"'{name}' is no name of {what}.", DnsLabel.Form);
        }
    }

    /// <summary>A name in lower case of an open type, such as a database's.</summary>
    public void Word(string path, string member, string? name, string what, string examples)
    {
        if (name is null || !DnsLabel.IsValid(name))
        {
            Add(Join(path, member), $"'{name}' is no {what}.", $"Write one in lower case, such as {examples}.");
        }
    }

    /// <summary>A text that has something in it.</summary>
    public void NotBlank(string path, string member, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            Add(Join(path, member), text is null ? "It is missing." : $"'{text}' is empty.", "Give it a value.");
        }
    }

    /// <summary>A text that has something in it where it is given.</summary>
    public void NotBlankIfGiven(string path, string member, string? text)
    {
        if (text is not null && string.IsNullOrWhiteSpace(text))
        {
            Add(Join(path, member), $"'{text}' is empty.", "Give it a value or leave it out.");
        }
    }

    public void Range(string path, string member, int value, ValueRange<int> range)
    {
        if (!range.Contains(value))
        {
            Add(Join(path, member), $"{value} is out of range.", $"Allowed: {range}.");
        }
    }

    public void Range(string path, string member, TimeSpan value, ValueRange<TimeSpan> range)
    {
        if (!range.Contains(value))
        {
            Add(Join(path, member), $"{DurationText.Format(value)} is out of range.", $"Allowed: {range}.");
        }
    }

    public void Defined<T>(string path, string member, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            Add(Join(path, member), $"{value} is no {typeof(T).Name}.", $"Allowed: {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }

    /// <summary>Keys that must differ; a fault names where the first of them is.</summary>
    public void Distinct<T>(string path, IReadOnlyList<T> items, Func<T, object?> key, string member, string what)
    {
        if (items.Count < 2)
        {
            return;
        }

        Dictionary<string, int> first = new(StringComparer.OrdinalIgnoreCase);
        int index = 0;
        foreach (T item in items)
        {
            string? text = key(item)?.ToString();
            if (!string.IsNullOrEmpty(text) && !first.TryAdd(text, index))
            {
                Add($"{path}[{index}]{member}", $"'{text}' is taken by {path}[{first[text]}].", $"Give each {what} one of its own.");
            }

            index++;
        }
    }
}
