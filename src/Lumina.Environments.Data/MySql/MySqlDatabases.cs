using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>The databases of environments inside one MariaDB server (10.5 or later), wherever that runs. For providers that bring the server.</summary>
/// <remarks>
/// Each environment's database has a user of its own with a password of its own, who has rights nowhere else. Database and user go by the component's
/// external name; the database's comment bears its marks. Errors are <see cref="ProviderException"/>s.
/// </remarks>
public sealed class MySqlDatabases : IServerDatabases, IAsyncDisposable
{
    /// <summary>What MariaDB says before its own version, so that old clients see a MySQL that they know.</summary>
    private const string OldVersion = "5.5.5-";

    private readonly MySqlAdmin _admin;
    private readonly ConnectionLimits _limits;
    private readonly MySqlTemplates _templates;
    private readonly MySqlRentals _rented;

    internal MySqlDatabases(string adminConnectionString, bool sharesTemplates, DataOptions options, TimeProvider timeProvider, IRandomSource random)
    {
        _admin = new MySqlAdmin(adminConnectionString);
        _limits = new ConnectionLimits(options);
        _templates = new MySqlTemplates(_admin, sharesTemplates, options, random);
        _rented = new MySqlRentals(_admin, _limits, _templates, options, timeProvider, random);
    }

    /// <summary>Makes the database and its user, or adopts those that an earlier attempt has made; sets the password again.</summary>
    /// <exception cref="ProviderException">The server refused, or what goes by that name bears other marks.</exception>
    public Task CreateAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Credentials.TryGetValue(DatabaseSpec.PasswordCredential, out Secret? password))
        {
            throw new ProviderException($"{context.Component} has no credential '{DatabaseSpec.PasswordCredential}'.");
        }

        string name = context.ExternalName;
        return _admin.RunAsync($"Making the database '{name}'", connection => connection.AloneAsync(name, async () =>
        {
            MySqlEntry? found = await connection.FindAsync(name, cancellationToken).ConfigureAwait(false);
            found.RequireOwn(context);
            if (found is null)
            {
                await connection.CreateDatabaseAsync(name, new DatabaseComment(context.Marks), cancellationToken).ConfigureAwait(false);
            }

            int connections = await _limits.OfDatabaseAsync(() => connection.MaximumConnectionsAsync(cancellationToken)).ConfigureAwait(false);
            await connection.EnsureUserAsync(name, password.Reveal(), connections, cancellationToken).ConfigureAwait(false);
        }, cancellationToken), cancellationToken);
    }

    /// <summary>Whether the database is there, and whether its user may connect.</summary>
    public async Task<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await FindAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) switch
        {
            null => ComponentPresence.Absent,
            { Comment.IsBeingEmptied: true } found => ComponentPresence.NotRunning(found.Comment.Marks, "it is half emptied by a reset"),
            { IsLocked: true } found => ComponentPresence.NotRunning(found.Comment.Marks, "it accepts no connections"),
            { } found => ComponentPresence.Running(found.Comment.Marks),
        };
    }

    /// <summary>Drops the database, those that were rented like it, closing their sessions, and their users. Succeeds where none is there.</summary>
    /// <exception cref="ProviderException">The server refused, or what goes by that name bears other marks.</exception>
    public async Task DropAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await _admin.RunAsync($"Dropping the database '{context.ExternalName}'", connection => connection.AloneAsync(context.ExternalName, async () =>
        {
            (await connection.FindAsync(context.ExternalName, cancellationToken).ConfigureAwait(false)).RequireOwn(context);

            // First its own: who is about to rent looks for it, and then knows.
            await connection.DropAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
            foreach (MySqlEntry rented in (await connection.ListAsync(name: null, cancellationToken).ConfigureAwait(false)).Where(entry => entry.IsOf(context)))
            {
                await connection.DropAsync(rented.Name, cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken), cancellationToken).ConfigureAwait(false);
        _templates.Forget(context.ExternalName);
        await _rented.CloseAsync(context.ExternalName).ConfigureAwait(false);
    }

    /// <summary>Stops the database: its user may not connect, and his sessions end. Its data stays. Succeeds where it is not there.</summary>
    public Task RefuseConnectionsAsync(ComponentContext context, CancellationToken cancellationToken) => IfThereAsync(
        "Stopping", context, (connection, found) => connection.LockUserAsync(found.Name, cancellationToken), cancellationToken);

    /// <summary>Starts the database again: its user may connect.</summary>
    public Task AllowConnectionsAsync(ComponentContext context, CancellationToken cancellationToken) => IfThereAsync(
        "Starting", context, (connection, found) => connection.ExecuteAsync($"ALTER USER {MySqlText.User(found.Name)} ACCOUNT UNLOCK", cancellationToken), cancellationToken);

    /// <summary>Empties the database. Its sessions stay open.</summary>
    public Task ResetAsync(ComponentContext context, CancellationToken cancellationToken) => IfThereAsync(
        "Emptying", context, (connection, found) => RecreateAsync(connection, found.Name, found.Comment, cancellationToken), cancellationToken);

    /// <summary>Gives the database the context's marks; that a person wants it kept stays as it is. Succeeds where it is not there.</summary>
    /// <exception cref="ProviderException">The server refused, or the database bears other marks.</exception>
    public Task UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken) => IfThereAsync("Marking", context, async (connection, _) =>
    {
        // What was rented, and a template of its own, too: by the marks of one the component is found.
        foreach (MySqlEntry entry in (await connection.ListAsync(name: null, cancellationToken).ConfigureAwait(false)).Where(entry => entry.IsOf(context)))
        {
            await connection.SetCommentAsync(entry.Name, entry.Comment with { Marks = context.Marks with { IsKept = entry.Comment.Marks?.IsKept ?? false } }, cancellationToken).ConfigureAwait(false);
        }
    }, cancellationToken);

    /// <summary>Lists what bears marks within the scope.</summary>
    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, ComponentLocation location, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        List<MySqlEntry> all = await _admin.RunAsync("Listing databases", connection => connection.ListAsync(name: null, cancellationToken), cancellationToken).ConfigureAwait(false);
        IEnumerable<FoundComponent> found =
            from entry in all
            let marks = entry.Comment.Marks
            where marks is not null && scope.Covers(marks)
            orderby entry.Comment.ExternalName is not null
            select new FoundComponent(marks.Component, entry.Comment.ExternalName ?? entry.Name, marks, location);
        foreach (FoundComponent component in found.DistinctBy(component => component.ExternalName))
        {
            yield return component;
        }
    }

    /// <summary>Hands out a database like the component's, as it was made, to one caller alone.</summary>
    /// <exception cref="ProviderException">As many as may be are live, its data could not be put in, or the server refused.</exception>
    public Task<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        return _rented.RentAsync(spec, context, cancellationToken);
    }

    /// <summary>Whether the server is MariaDB.</summary>
    internal Task<bool> IsMariaDbAsync(CancellationToken cancellationToken) => _admin.RunAsync(
        "Asking what the server is", connection => Task.FromResult(connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase)), cancellationToken);

    /// <summary>The server's version, such as 10.11.6.</summary>
    public Task<string> GetServerVersionAsync(CancellationToken cancellationToken) =>
        _admin.RunAsync("Asking for the server's version", connection => Task.FromResult(Version(connection.ServerVersion)), cancellationToken);

    /// <summary>Closes the connections to the server. What is in it stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _rented.DisposeAsync().ConfigureAwait(false);
        await _templates.DisposeAsync().ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Makes the database anew in its place and puts data in. Sessions stay open: their database goes by the same name.</summary>
    /// <returns>Why it was no copy of what was put in before; null where it was.</returns>
    internal async Task<string?> FillAsync(MySqlEntry database, MySqlSeedPlan plan, string connectionString, CancellationToken cancellationToken)
    {
        Task EmptyAsync() => _admin.RunAsync(
            $"Emptying the database '{database.Name}'",
            connection => connection.AloneAsync(database.Name, () => RecreateAsync(connection, database.Name, database.Comment, cancellationToken), cancellationToken),
            cancellationToken);

        await EmptyAsync().ConfigureAwait(false);
        string? why = await _templates.FillAsync(database.Name, database.Name, database.Comment.Marks, plan, connectionString, EmptyAsync, cancellationToken).ConfigureAwait(false);
        await MarkSeededAsync(database, seeded: true, cancellationToken).ConfigureAwait(false);
        return why;
    }

    internal Task MarkSeededAsync(MySqlEntry database, bool seeded, CancellationToken cancellationToken) => _admin.RunAsync(
        $"Marking the database '{database.Name}'",
        connection => connection.SetCommentAsync(database.Name, database.Comment with { Seeded = seeded ? "all" : null }, cancellationToken), cancellationToken);

    Task IServerDatabases.CreateAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken) => CreateAsync(context, cancellationToken);

    internal Task<MySqlEntry?> FindAsync(string name, CancellationToken cancellationToken) =>
        _admin.RunAsync($"Looking for the database '{name}'", connection => connection.FindAsync(name, cancellationToken), cancellationToken);

    private static string Version(string said) => (said.StartsWith(OldVersion, StringComparison.Ordinal) ? said[OldVersion.Length..] : said).Split('-')[0];

    private static async Task RecreateAsync(MySqlConnection connection, string name, DatabaseComment comment, CancellationToken cancellationToken)
    {
        // A server drops table by table: one that is stopped in between must not look whole.
        comment = comment with { Seeded = null };
        await connection.SetCommentAsync(name, comment with { IsBeingEmptied = true }, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync($"DROP DATABASE {MySqlText.Identifier(name)}", cancellationToken).ConfigureAwait(false);

        // Without it nothing would say whose it is.
        await connection.CreateDatabaseAsync(name, comment with { IsBeingEmptied = false }, CancellationToken.None).ConfigureAwait(false);
    }

    private Task IfThereAsync(string what, ComponentContext context, Func<MySqlConnection, MySqlEntry, Task> action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _admin.RunAsync($"{what} the database '{context.ExternalName}'", connection => connection.AloneAsync(context.ExternalName, async () =>
        {
            MySqlEntry? found = await connection.FindAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
            found.RequireOwn(context);
            if (found is not null)
            {
                await action(connection, found).ConfigureAwait(false);
            }
        }, cancellationToken), cancellationToken);
    }
}
