namespace Lumina.Environments;

/// <summary>The least and the most that a value may be.</summary>
internal readonly record struct ValueRange<T>(T Minimum, T Maximum)
    where T : struct, IComparable<T>
{
    public bool Contains(T value) => value.CompareTo(Minimum) >= 0 && value.CompareTo(Maximum) <= 0;

    public override string ToString() => $"{Text(Minimum)} to {Text(Maximum)}";

    private static string Text(T value) => value is TimeSpan duration ? DurationText.Format(duration) : $"{value}";
}
