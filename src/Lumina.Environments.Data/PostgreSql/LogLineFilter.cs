namespace Lumina.Environments.Data;

/// <summary>Takes the lines of a shared server's log that one of its databases may see: its own and those that are about none.</summary>
internal sealed class LogLineFilter(string database)
{
    private bool _takes = true;

    public bool Takes(string line)
    {
        // "%m [%p] <%d> "; a line without it goes on from the one before.
        int start = line.IndexOf("] <", StringComparison.Ordinal);
        int end = start < 0 ? -1 : line.IndexOf("> ", start, StringComparison.Ordinal);
        if (end > 0 && char.IsAsciiDigit(line[0]))
        {
            ReadOnlySpan<char> name = line.AsSpan(start + 3, end - start - 3);
            _takes = name.IsEmpty || name.SequenceEqual(database);
        }

        return _takes;
    }
}
