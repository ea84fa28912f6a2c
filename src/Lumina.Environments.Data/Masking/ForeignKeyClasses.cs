namespace Lumina.Environments.Data;

/// <summary>Columns that foreign keys tie together: what is the same value in them must be the same in the copy.</summary>
internal sealed class ForeignKeyClasses
{
    private readonly Dictionary<string, string> _next = new(StringComparer.Ordinal);

    public void Tie(string one, string other)
    {
        (one, other) = (Name(one), Name(other));
        if (one != other)
        {
            _next[one] = other;
        }
    }

    /// <summary>One column that stands for all that are tied to this one.</summary>
    public string Name(string column)
    {
        while (_next.TryGetValue(column, out string? next))
        {
            column = next;
        }

        return column;
    }
}
