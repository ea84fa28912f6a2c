namespace Lumina.Environments;

/// <summary>A database that belongs to one caller alone, as <see cref="IEnvironmentManager.RentDatabaseAsync"/> hands it out. Disposing it gives it back.</summary>
public sealed class RentedDatabase : IAsyncDisposable
{
    private readonly Secret _connectionString;
    private Func<ValueTask>? _giveBack;

    /// <summary>Makes what a provider hands out.</summary>
    /// <param name="name">The database's name on its server.</param>
    /// <param name="connectionString">How the renter connects, from this machine.</param>
    /// <param name="giveBack">Takes the database back; called once at most.</param>
    public RentedDatabase(string name, Secret connectionString, Func<ValueTask> giveBack)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentNullException.ThrowIfNull(giveBack);
        (Name, _connectionString, _giveBack) = (name, connectionString, giveBack);
    }

    /// <summary>The database's name on its server.</summary>
    public string Name { get; }

    /// <summary>How to connect to it from this machine. It is a secret that is revealed on purpose.</summary>
    public string ConnectionString => _connectionString.Reveal();

    /// <summary>Gives the database back: nobody is handed it as it is now. Its sessions are closed, unless its provider was told to let the next renter go on with them. A second call does nothing.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _giveBack, null)?.Invoke() ?? ValueTask.CompletedTask;

    /// <summary>The name: the connection string is a secret.</summary>
    public override string ToString() => Name;
}
