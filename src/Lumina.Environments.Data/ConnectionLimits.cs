namespace Lumina.Environments.Data;

/// <summary>How many connections one database of a server takes, so that none can take all of them.</summary>
/// <param name="options">What was asked for.</param>
internal sealed class ConnectionLimits(DataOptions options)
{
    /// <summary>So many are the administrator's, or a fifth where there are few.</summary>
    private const int Reserve = 20;
    private const int SmallestShare = 5;

    /// <summary>Renters seldom need all of theirs at the same moment.</summary>
    private const int Overcommitment = 4;

    private int _maximum;

    /// <summary>What a component's own database takes: half of the server's.</summary>
    /// <param name="readMaximumAsync">Asks the server how many it takes in all; once.</param>
    public async ValueTask<int> OfDatabaseAsync(Func<Task<int>> readMaximumAsync) =>
        options.MaximumConnectionsPerDatabase ?? Half(await UsableAsync(readMaximumAsync).ConfigureAwait(false));

    /// <summary>What a rented database takes: four times its share where as many are rented as may be, and half of the server's at most.</summary>
    /// <param name="readMaximumAsync">Asks the server how many it takes in all; once.</param>
    public async ValueTask<int> OfRentedAsync(Func<Task<int>> readMaximumAsync)
    {
        if (options.MaximumConnectionsPerRental is { } asked)
        {
            return asked;
        }

        int usable = await UsableAsync(readMaximumAsync).ConfigureAwait(false);
        return Math.Min(Half(usable), Math.Max(SmallestShare, Overcommitment * usable / options.MaximumRentedDatabases));
    }

    private static int Half(int usable) => Math.Max(1, usable / 2);

    private async ValueTask<int> UsableAsync(Func<Task<int>> readMaximumAsync)
    {
        if (_maximum == 0)
        {
            _maximum = await readMaximumAsync().ConfigureAwait(false);
        }

        return _maximum - Math.Min(Reserve, _maximum / 5);
    }
}
