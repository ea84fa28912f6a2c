using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>The databases of environments inside one PostgreSQL server, wherever that runs. For providers that bring the server.</summary>
/// <remarks>
/// Each environment's database is owned by a role of its own with a password of its own; nobody else may connect to it.
/// Database and role go by the component's external name and bear its marks in their comments. Errors are <see cref="ProviderException"/>s.
/// </remarks>
public sealed class PostgreSqlDatabases : IServerDatabases, IAsyncDisposable
{
    private readonly AdminConnections _admin;
    private readonly DatabaseMaker _maker;
    private readonly DatabaseEnder _ender;
    private readonly DatabaseCopies _copies;
    private readonly DatabaseTemplates _templates;
    private readonly DatabaseReset _reset;
    private readonly RentedDatabases _rented;
    private readonly ConnectionLimits _limits;
    private readonly TimeProvider _timeProvider;
    private readonly DatabaseAddress _address;

    /// <param name="adminConnectionString">How an administrator connects.</param>
    /// <param name="sharesTemplates">Whether environments share what is kept to copy from. Where nobody owns the server who would end it, what no environment owns would stay in it for ever.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="random">For names and passwords.</param>
    internal PostgreSqlDatabases(string adminConnectionString, bool sharesTemplates, DataOptions options, TimeProvider timeProvider, IRandomSource random)
    {
        _timeProvider = timeProvider;
        _admin = new AdminConnections(adminConnectionString);
        _address = new DatabaseAddress(adminConnectionString);
        _maker = new DatabaseMaker(_admin);
        _ender = new DatabaseEnder(_admin);
        _limits = new ConnectionLimits(options);
        WriteLog log = new(_admin, isOurs: sharesTemplates);
        _copies = new DatabaseCopies(_admin, log, _limits, random);
        _templates = new DatabaseTemplates(_admin, _maker, _copies, options, timeProvider, random);
        _reset = new DatabaseReset(_admin, _templates, _copies, log, _limits, timeProvider);
        _rented = new RentedDatabases(_admin, _copies, _reset, options, timeProvider, random);
        Seeded = new SeededDatabases(_admin, _maker, _copies, _templates, _reset, sharesTemplates, timeProvider);
    }

    /// <summary>Their data.</summary>
    internal SeededDatabases Seeded { get; }

    /// <summary>Makes the database, its role and its schemas, or adopts those that an earlier attempt has made; sets the password again.</summary>
    /// <exception cref="ProviderException">The server refused, or what goes by that name bears other marks.</exception>
    public Task CreateAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Credentials.TryGetValue(DatabaseSpec.PasswordCredential, out Secret? password))
        {
            throw new ProviderException($"{context.Component} has no credential '{DatabaseSpec.PasswordCredential}'.");
        }

        return CreateAsync(spec, context, password.Reveal(), cancellationToken);
    }

    /// <summary>Whether the database is there, and whether it accepts connections.</summary>
    public Task<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RunAsync($"Looking for the database '{context.ExternalName}'", async connection =>
        {
            (DatabaseEntry? found, DatabaseComment? role) = await connection.FindDatabaseAndRoleAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
            found ??= role is null ? null : await connection.FindDatabaseAsync(DatabaseMaker.NextName(context.ExternalName), cancellationToken).ConfigureAwait(false);
            if (found is not null)
            {
                return found.AllowsConnections ? ComponentPresence.Running(found.Comment.Marks) : ComponentPresence.NotRunning(found.Comment.Marks, "it accepts no connections");
            }

            return role is null ? ComponentPresence.Absent : ComponentPresence.NotRunning(role.Marks, "its role is there without its database");
        }, cancellationToken);
    }

    /// <summary>Drops the database, those that were rented like it, closing their sessions, and their roles. Succeeds where none is there.</summary>
    /// <exception cref="ProviderException">The server refused, or what goes by that name bears other marks.</exception>
    public async Task DropAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string name = context.ExternalName;
        await _rented.CloseAsync(name).ConfigureAwait(false);
        // Before anything is listed: a copy of its own template that is made after that is in no list, and then the template's role can't go.
        await _templates.ForgetAsync(SeededDatabases.OwnKey(name), cancellationToken).ConfigureAwait(false);
        await RunAsync($"Dropping the database '{name}'", connection => connection.AloneAsync(name, async () =>
        {
            await RefuseForeignAsync(connection, await connection.FindDatabaseAsync(name, cancellationToken).ConfigureAwait(false), context, cancellationToken).ConfigureAwait(false);
            IEnumerable<DatabaseEntry> own = (await connection.ListDatabasesAsync(cancellationToken).ConfigureAwait(false)).Where(entry => IsOwn(entry, context));
            string[] names = [.. own.Select(entry => entry.Name).Append(DatabaseMaker.NextName(name)).Append(name).Distinct(StringComparer.Ordinal)];
            foreach (string database in names)
            {
                await _reset.LeaveAsync(database).ConfigureAwait(false);
                await _ender.DropAsync(connection, database, cancellationToken).ConfigureAwait(false);
            }

            // Afterwards: one role may own several of them.
            foreach (string role in names)
            {
                await DatabaseEnder.DropRoleAsync(connection, role, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }, cancellationToken), cancellationToken).ConfigureAwait(false);
        await _templates.DropAsync(SeededDatabases.OwnKey(name), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the database: it accepts no connections, and its sessions end. Its data stays. Succeeds where it is not there.</summary>
    public Task RefuseConnectionsAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RunAsync($"Stopping the database '{context.ExternalName}'", async connection =>
        {
            if (await connection.FindDatabaseAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) is { } found)
            {
                await RefuseForeignAsync(connection, found, context, cancellationToken).ConfigureAwait(false);
                await connection.ExecuteAsync($"ALTER DATABASE {SqlText.Identifier(found.Name)} ALLOW_CONNECTIONS false", cancellationToken).ConfigureAwait(false);
                await DatabaseEnder.EndSessionsOfAsync(connection, found.Name, cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken);
    }

    /// <summary>Starts the database again: it accepts connections.</summary>
    public Task AllowConnectionsAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RunAsync($"Starting the database '{context.ExternalName}'", async connection =>
        {
            DatabaseEntry? found = await connection.FindDatabaseAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
            await RefuseForeignAsync(connection, found, context, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync($"ALTER DATABASE {SqlText.Identifier(context.ExternalName)} ALLOW_CONNECTIONS true", cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <summary>Makes the database anew, with its schemas and nothing else. Its sessions are closed.</summary>
    public Task ResetAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RunAsync($"Making the database '{context.ExternalName}' anew", async connection =>
        {
            DatabaseEntry? found = await connection.FindDatabaseAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
            await RefuseForeignAsync(connection, found, context, cancellationToken).ConfigureAwait(false);
            await _maker.ReplaceAsync(connection, context.ExternalName, fill: _ => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <summary>Gives the database the context's marks; that a person wants it kept stays as it is. Succeeds where it is not there.</summary>
    /// <exception cref="ProviderException">The server refused, or the database bears other marks.</exception>
    public Task UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RunAsync($"Marking the database '{context.ExternalName}'", async connection =>
        {
            if (await connection.FindDatabaseAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) is { } found)
            {
                await RefuseForeignAsync(connection, found, context, cancellationToken).ConfigureAwait(false);

                // What was rented, and a template of its own, too: by the marks of one the component is found.
                foreach (DatabaseEntry entry in (await connection.ListDatabasesAsync(cancellationToken).ConfigureAwait(false)).Where(entry => IsOwn(entry, context)))
                {
                    DatabaseComment comment = entry.Comment with { Marks = context.Marks with { IsKept = entry.Comment.Marks?.IsKept ?? false } };
                    try
                    {
                        await connection.ExecuteAsync(DatabaseMaker.Comment(entry.IsRole ? "ROLE" : "DATABASE", entry.Name, comment), cancellationToken).ConfigureAwait(false);
                    }
                    catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedObject && entry.Name != found.Name)
                    {
                        // A renter gave it back, and it was dropped.
                    }
                }
            }
        }, cancellationToken);
    }

    /// <summary>Lists what bears marks within the scope: databases, and roles whose database was never made.</summary>
    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, ComponentLocation location, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        List<DatabaseEntry> all = await RunAsync("Listing databases", connection => connection.ListDatabasesAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        IEnumerable<FoundComponent> found =
            from entry in all
            let marks = entry.Comment.Marks
            where marks is not null && scope.Covers(marks)
            orderby entry.Comment.ExternalName is not null
            select new FoundComponent(marks.Component, entry.Comment.ExternalName ?? DatabaseMaker.OwnName(entry.Name), marks, location);
        foreach (FoundComponent component in found.DistinctBy(component => component.ExternalName))
        {
            yield return component;
        }
    }

    /// <summary>The server's version, such as 15.18.</summary>
    public Task<string> GetServerVersionAsync(CancellationToken cancellationToken) =>
        RunAsync("Asking for the server's version", connection => Task.FromResult(connection.PostgreSqlVersion.ToString()), cancellationToken);

    /// <summary>Hands out a database like the component's, as it was made, to one caller alone.</summary>
    /// <exception cref="ProviderException">As many as may be are live, its data can't be copied, or the server refused.</exception>
    public Task<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        string connectionString = context.Outputs.Find(OutputNames.ConnectionString)?.Reveal()
            ?? throw new ProviderException($"{context.Component} has no '{OutputNames.ConnectionString}' that holds from here");
        return _rented.RentAsync(context, token => Seeded.EnsureTemplateAsync(spec, context, connectionString, token), connectionString, cancellationToken);
    }

    /// <summary>Ends what is being made ready and closes the connections to the server. What is in it stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _rented.DisposeAsync().ConfigureAwait(false);
        await _templates.DisposeAsync().ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The keys of the templates that were used and that any environment may use, those used last first.</summary>
    internal IReadOnlyList<string> UsedTemplates => _templates.Used;

    /// <summary>Drops all but some templates: what is worth keeping for the next process. False where somebody's database is there still.</summary>
    internal Task<bool> RetainTemplatesAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) => _templates.RetainAsync(keys, cancellationToken);

    /// <summary>Whether the administrator may make databases and roles.</summary>
    internal Task<bool> MayMakeAsync(CancellationToken cancellationToken) => RunAsync(
        "Asking what the administrator may do",
        connection => connection.ReadAsync<bool>("SELECT rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user", cancellationToken),
        cancellationToken);

    internal Task<DatabaseEntry?> FindAsync(string name, CancellationToken cancellationToken) =>
        RunAsync($"Looking for the database '{name}'", connection => connection.FindMarkedDatabaseAsync(name, cancellationToken), cancellationToken);

    internal Task SetCommentAsync(string name, DatabaseComment comment, CancellationToken cancellationToken) =>
        RunAsync($"Marking the database '{name}'", connection => connection.ExecuteAsync(DatabaseMaker.Comment("DATABASE", name, comment), cancellationToken), cancellationToken);

    private static async Task RefuseForeignAsync(NpgsqlConnection connection, DatabaseEntry? database, ComponentContext context, CancellationToken cancellationToken) =>
        RefuseForeign(database?.Comment, await connection.FindRoleAsync(context.ExternalName, cancellationToken).ConfigureAwait(false), context);

    // A role without its database, or with one that has no marks yet, is what an attempt leaves that was cut short: it has its own from the moment it exists.
    private static void RefuseForeign(DatabaseComment? database, DatabaseComment? role, ComponentContext context)
    {
        OwnershipMarks? seen = database?.Marks ?? role?.Marks;
        if (seen is null ? (database ?? role) is not null : seen.Installation != context.Marks.Installation || seen.EnvironmentId != context.EnvironmentId || seen.Component != context.Component)
        {
            string whose = seen is null ? "no marks" : $"the marks of {seen.Component} of environment {seen.EnvironmentId} (owner '{seen.Owner}', installation '{seen.Installation}')";
            throw new ProviderException($"The database '{context.ExternalName}' bears {whose} and is left alone. Remove it by hand if it is nobody's.");
        }
    }

    private static bool IsOwn(DatabaseEntry entry, ComponentContext context) =>
        entry.Comment.Marks is { } marks && marks.Installation == context.Marks.Installation && marks.EnvironmentId == context.EnvironmentId && marks.Component == context.Component;

    private async Task CreateAsync(DatabaseSpec spec, ComponentContext context, string password, CancellationToken cancellationToken)
    {
        string name = context.ExternalName;
        DatabaseComment comment = new(context.Marks) { Schemas = spec.Schemas };

        // Beside what waits for the server: it takes as long as all of that.
        Task<string> verifier = Task.Run(() => ScramVerifier.Make(password), cancellationToken);
        SpareCopies? spares = await Seeded.FindTemplateAsync(spec, context, _address, cancellationToken).ConfigureAwait(false);
        DatabaseCopy? copy = spares is null ? null : await spares.TakeAsync(cancellationToken).ConfigureAwait(false);
        bool used = false;
        await (copy is null ? MakeAsync() : _copies.UseAsync(copy, MakeAsync)).ConfigureAwait(false);
        if (copy is not null && !used)
        {
            spares!.Return(copy);
        }

        Task MakeAsync() => RunAsync($"Making the database '{name}'", connection => connection.AloneAsync(name, async (found, role) =>
        {
            RefuseForeign(found?.Comment, role, context);
            if (copy is not null && found is null && role is null)
            {
                comment = comment with { Seeded = copy.Template.Key, SeededAt = _timeProvider.GetUtcNow() };
                await _copies.GiveAsync(connection, copy, name, await verifier.ConfigureAwait(false), comment, cancellationToken).ConfigureAwait(false);
                return used = true;
            }

            int connections = await _limits.OfDatabaseAsync(() => connection.MaximumConnectionsAsync(cancellationToken)).ConfigureAwait(false);
            await DatabaseMaker.EnsureRoleAsync(connection, name, password, connections, new DatabaseComment(context.Marks) { Schemas = spec.Schemas }, cancellationToken).ConfigureAwait(false);
            comment = (found?.Comment ?? comment) with { Marks = context.Marks, Schemas = spec.Schemas };
            await _maker.EnsureAsync(connection, name, owner: name, comment, exists: found is not null, cancellationToken).ConfigureAwait(false);
            return false;
        }, cancellationToken), cancellationToken);
    }

    private Task<T> RunAsync<T>(string what, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken) => _admin.RunAsync(what, action, cancellationToken);

    private Task RunAsync(string what, Func<NpgsqlConnection, Task> action, CancellationToken cancellationToken) => _admin.RunAsync(what, action, cancellationToken);
}
