using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>One source of data, read and ready to be put into a PostgreSQL database.</summary>
/// <param name="Name">What it is called in messages: a file, or what code is.</param>
/// <param name="Key">Stands for all on which its result depends; null where that cannot be told.</param>
internal abstract record SeedStep(string Name, string? Key)
{
    /// <summary>Whether it can be run within a transaction that others share, as far as can be seen without trying.</summary>
    public virtual bool SharesTransaction => true;

    /// <summary>Whether it needs a connection that knows all of the driver's types.</summary>
    public virtual bool NeedsWholeDriver => false;

    /// <summary>Puts the data in.</summary>
    /// <param name="connection">An open connection of the database's own role.</param>
    /// <param name="isInTransaction">Whether a transaction is open.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ProviderException">It failed; file and line, or what the code is, and the server's words are in it.</exception>
    public abstract Task RunAsync(NpgsqlConnection connection, bool isInTransaction, CancellationToken cancellationToken);
}
