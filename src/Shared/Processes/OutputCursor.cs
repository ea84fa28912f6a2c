namespace Lumina.Environments.Processes;

/// <summary>How far one reader of a ring has come.</summary>
internal sealed class OutputCursor
{
    private const int LongestLine = 64 * 1024;

    public long Position { get; set; }

    /// <summary>How many line ends lie before the position.</summary>
    public long LinesBefore { get; set; }

    public long Lost { get; set; }

    /// <summary>The position is (perhaps) not the beginning of a line, as its beginning was overwritten.</summary>
    public bool IsInsideLine { get; set; }

    public void Take(ReadOnlySpan<byte> bytes, bool isLast, List<string> lines)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            if (end < 0 && !isLast)
            {
                return;
            }

            ReadOnlySpan<byte> line = end < 0 ? bytes : bytes[..end];
            int step = end < 0 ? bytes.Length : end + 1;
            Position += step;
            LinesBefore += end < 0 ? 0 : 1;
            bytes = bytes[step..];
            if (IsInsideLine)
            {
                // Half a line is worse than none.
                IsInsideLine = false;
                Lost++;
                continue;
            }

            ReportLost(lines);
            lines.Add(OutputRing.Decode(line, LongestLine));
        }

        if (isLast)
        {
            ReportLost(lines);
        }
    }

    private void ReportLost(List<string> lines)
    {
        if (Lost > 0)
        {
            lines.Add($"[{Lost} lines lost: they came faster than they were read]");
            Lost = 0;
        }
    }
}
