namespace Lumina.Environments.Data;

/// <summary>A seeded state that is kept to copy from, or is to be.</summary>
/// <param name="name">The database that has it.</param>
/// <param name="key">What is put into it.</param>
/// <param name="component">The database whose own it is; null where every environment on the server may have a copy.</param>
internal sealed class MySqlTemplate(string name, string key, string? component)
{
    private MySqlContents? _contents;
    private string? _whyNot;
    private bool _isProven;

    public string Name => name;

    public string Key => key;

    public string? Component => component;

    /// <summary>One at a time looks for it or makes it.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Whether a copy of it was what it is.</summary>
    public bool IsProven
    {
        get => Volatile.Read(ref _isProven);
        set => Volatile.Write(ref _isProven, value);
    }

    /// <summary>Why there can be none; null where there can, or nobody has tried.</summary>
    public string? WhyNot
    {
        get => Volatile.Read(ref _whyNot);
        set => Volatile.Write(ref _whyNot, value);
    }

    /// <summary>What is in it; null where that is not known, or it is not there.</summary>
    public MySqlContents? Contents
    {
        get => Volatile.Read(ref _contents);
        set => Volatile.Write(ref _contents, value);
    }
}
