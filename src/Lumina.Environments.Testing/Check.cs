using System.Diagnostics.CodeAnalysis;

namespace Lumina.Environments.Testing;

/// <summary>What rules ask for.</summary>
internal static class Check
{
    /// <summary>How much of a sequence is shown whole.</summary>
    private const int MostShown = 12;

    public static void That([DoesNotReturnIf(false)] bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ConformanceException(otherwise);
        }
    }

    public static void Equal<T>(T expected, T seen, string what) =>
        That(EqualityComparer<T>.Default.Equals(expected, seen), $"{what} should be {Show(expected)} and is {Show(seen)}.");

    public static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> seen, string what)
    {
        T[] wanted = [.. expected];
        T[] found = [.. seen];
        That(wanted.SequenceEqual(found), Math.Max(wanted.Length, found.Length) <= MostShown
            ? $"{what} should be [{string.Join(", ", wanted)}] and is [{string.Join(", ", found)}]."
            : Difference(wanted, found, what));
    }

    public static async Task<TException> ThrowsAsync<TException>(Func<Task> call, string what)
        where TException : Exception
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (TException exception)
        {
            return exception;
        }
        catch (Exception exception) when (exception is not ConformanceException)
        {
            throw new ConformanceException($"{what} should fail with {typeof(TException).Name} and failed with {exception.GetType().Name}: {exception.Message}", exception);
        }

        throw new ConformanceException($"{what} should fail with {typeof(TException).Name} and succeeded.");
    }

    private static string Difference<T>(T[] wanted, T[] found, string what)
    {
        int at = wanted.AsSpan().CommonPrefixLength(found);
        return $"{what} should be {wanted.Length} and are {found.Length}; they differ first at place {at + 1}, which should be {ShowAt(wanted, at)} and is {ShowAt(found, at)}.";
    }

    private static string ShowAt<T>(T[] all, int index) => index < all.Length ? Show(all[index]) : "absent";

    private static string Show<T>(T value) => value is null ? "nothing" : $"'{value}'";
}
