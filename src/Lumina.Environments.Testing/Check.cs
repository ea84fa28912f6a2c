using System.Diagnostics.CodeAnalysis;

namespace Lumina.Environments.Testing;

/// <summary>What rules ask for.</summary>
internal static class Check
{
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
        That(wanted.SequenceEqual(found), $"{what} should be [{string.Join(", ", wanted)}] and is [{string.Join(", ", found)}].");
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

    private static string Show<T>(T value) => value is null ? "nothing" : $"'{value}'";
}
