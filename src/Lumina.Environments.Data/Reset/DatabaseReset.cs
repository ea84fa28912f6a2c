using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Gives databases that are copies of templates the state back that they had: by what differs where that leads there, else by another copy.</summary>
internal sealed class DatabaseReset(AdminConnections admin, DatabaseTemplates templates, DatabaseCopies copies, WriteLog log, ConnectionLimits limits, TimeProvider timeProvider)
{
    public const string NeedsSuperuser = "rows that differ are put right one by one by a superuser alone, and the server's administrator is none";

    private readonly ConcurrentDictionary<string, Lazy<Task<GoldenDatabase>>> _golden = new(StringComparer.Ordinal);
    private readonly DatabaseEnder _ender = new(admin);
    private readonly InPlaceReset _inPlace = new(admin, log, limits, timeProvider);

    /// <summary>Resets a database.</summary>
    /// <param name="database">It.</param>
    /// <param name="password">Its role's password.</param>
    /// <param name="way">The way that must be taken; null for the best.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What came of it; null where the database is no copy of a template that is still there.</returns>
    public async Task<ResetResult?> TryResetAsync(DatabaseEntry database, string password, ResetWay? way, CancellationToken cancellationToken)
    {
        if (way == ResetWay.Remade || await FindTemplateAsync(database, cancellationToken).ConfigureAwait(false) is not { } spares)
        {
            return null;
        }

        string? reason = null;
        if (way != ResetWay.Swap)
        {
            ResetWay inPlace = way ?? (await admin.IsSuperuserAsync(cancellationToken).ConfigureAwait(false) ? ResetWay.Difference : ResetWay.Reseeded);
            reason = await TryInPlaceAsync(database, spares.Template, password, inPlace, cancellationToken).ConfigureAwait(false);
            if (reason is null)
            {
                return new ResetResult(inPlace, KeptSessions: true) { Reason = inPlace == ResetWay.Reseeded ? way is null ? NeedsSuperuser : "it was asked for" : null };
            }

            if (way is not null)
            {
                throw new ProviderException($"The database '{database.Name}' can't be reset by the way {way}: {reason}. Leave the way open, or ask for {nameof(ResetWay.Swap)}.");
            }
        }

        DatabaseCopy copy = await spares.TakeAsync(cancellationToken).ConfigureAwait(false);
        await copies.UseAsync(copy, async () =>
        {
            await admin.LeaveAsync(database.Name).ConfigureAwait(false);
            await admin.RunAsync(
                $"Swapping the database '{database.Name}'", connection => copies.SwapAsync(connection, copy, database.Name, ScramVerifier.Make(password), database.Comment, cancellationToken), cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return new ResetResult(ResetWay.Swap, KeptSessions: false) { Reason = reason };
    }

    /// <summary>
    /// Puts a database right that was rented and given back, for the next who rents: where he gets another password, what the former renter knew of it opens nothing any
    /// more and his sessions end; then it is made what it was. A session that is at work shows that he is not done: then it is not put right.
    /// </summary>
    /// <param name="name">It, and its role.</param>
    /// <param name="template">The template of which it is a copy.</param>
    /// <param name="verifier">That of the next renter's password.</param>
    /// <param name="isShared">Whether that is the former renter's as well, and idle sessions go on.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether it is what it was; where it is not, it is of no use any more.</returns>
    public async Task<bool> TryPutRightAsync(string name, DatabaseTemplate template, string verifier, bool isShared, CancellationToken cancellationToken)
    {
        if (!templates.Has(template.Id) || !await admin.IsSuperuserAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        DatabaseEntry? database = await admin.RunAsync($"Taking '{name}' back", connection => new FormerRenter(name).LeaveAsync(connection, isShared ? null : verifier, cancellationToken), cancellationToken).ConfigureAwait(false);
        return database?.Comment.Template == template.Id
            && await _inPlace.TryAsync(database, await GoldenAsync(template, cancellationToken).ConfigureAwait(false), ExpectedRole.OfRental(verifier), rowByRow: true, cancellationToken).ConfigureAwait(false) is null;
    }

    /// <summary>Forgets a database that is to be dropped, and closes the sessions that stayed in it.</summary>
    public ValueTask LeaveAsync(string name)
    {
        _inPlace.Forget(name);
        return admin.LeaveAsync(name);
    }

    /// <summary>The ways that are possible for a database, as far as that shows without trying; the best first.</summary>
    public async Task<IReadOnlyList<ResetWay>> WaysAsync(DatabaseEntry database, CancellationToken cancellationToken) =>
        await FindTemplateAsync(database, cancellationToken).ConfigureAwait(false) is null ? [ResetWay.Remade]
        : database.Comment.PristineAt is null ? [ResetWay.Swap, ResetWay.Remade]
        : await admin.IsSuperuserAsync(cancellationToken).ConfigureAwait(false) ? [ResetWay.Difference, ResetWay.Reseeded, ResetWay.Swap, ResetWay.Remade]
        : [ResetWay.Reseeded, ResetWay.Swap, ResetWay.Remade];

    private async Task<string?> TryInPlaceAsync(DatabaseEntry database, DatabaseTemplate template, string password, ResetWay way, CancellationToken cancellationToken) =>
        way == ResetWay.Difference && !await admin.IsSuperuserAsync(cancellationToken).ConfigureAwait(false)
            ? NeedsSuperuser
            : await _inPlace.TryAsync(
                database, await GoldenAsync(template, cancellationToken).ConfigureAwait(false), ExpectedRole.OfComponent(password), way == ResetWay.Difference, cancellationToken).ConfigureAwait(false);

    private async Task<SpareCopies?> FindTemplateAsync(DatabaseEntry database, CancellationToken cancellationToken) =>
        database.Comment.Template is { } id
        && await templates.FindAsync(id.Split('@')[0], cancellationToken).ConfigureAwait(false) is { } spares
        && spares.Template.Id == id ? spares : null;

    private async Task<GoldenDatabase> GoldenAsync(DatabaseTemplate template, CancellationToken cancellationToken)
    {
        if (!_golden.ContainsKey(template.Id))
        {
            // Of templates that have made room for others the rows are held for nobody.
            foreach (string left in _golden.Keys.Where(id => !templates.Has(id)))
            {
                _golden.TryRemove(left, out _);
            }
        }

        Lazy<Task<GoldenDatabase>> making = _golden.GetOrAdd(template.Id, _ => new Lazy<Task<GoldenDatabase>>(() => Task.Run(() => MakeAsync(template), CancellationToken.None)));
        try
        {
            return await making.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (making.Value.IsFaulted)
        {
            // Whatever it was: the next who needs it tries again.
            _golden.TryRemove(new KeyValuePair<string, Lazy<Task<GoldenDatabase>>>(template.Id, making));
            throw;
        }
    }

    private async Task<GoldenDatabase> MakeAsync(DatabaseTemplate template)
    {
        string name = DatabaseTemplates.GoldenPrefix + template.Name[DatabaseTemplates.Prefix.Length..];
        await admin.RunAsync($"Making '{name}'", connection => connection.AloneAsync(name, () => EnsureAsync(connection, template, name), CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        return await admin.RunInAsync(name, $"Reading '{name}'", connection => ReadAsync(connection, template, name), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<bool> EnsureAsync(NpgsqlConnection connection, DatabaseTemplate template, string name)
    {
        DatabaseEntry? found = await connection.FindDatabaseAsync(name, CancellationToken.None).ConfigureAwait(false);
        if (found?.Comment.Template != template.Id)
        {
            string database = SqlText.Identifier(name);
            await _ender.DropAsync(connection, name, CancellationToken.None).ConfigureAwait(false);
            await connection.ExecuteAsync($"CREATE DATABASE {database} TEMPLATE {SqlText.Identifier(template.Name)} {DatabaseMaker.Strategy(connection)}", CancellationToken.None).ConfigureAwait(false);
            await connection.ExecuteTogetherAsync(
                [$"REVOKE ALL ON DATABASE {database} FROM PUBLIC", DatabaseMaker.Comment("DATABASE", name, template.CopyComment)], CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<GoldenDatabase> ReadAsync(NpgsqlConnection connection, DatabaseTemplate template, string name)
    {
        IReadOnlyList<SystemTable> catalog = await SystemCatalog.ReadAsync(connection, CancellationToken.None).ConfigureAwait(false);
        string temporary = await SchemaComparison.TemporaryAsync(connection, CancellationToken.None).ConfigureAwait(false);
        IReadOnlyList<(long Rows, long Young)> catalogRows = await SchemaComparison.CountAsync(connection, catalog, youngest: 0, temporary, CancellationToken.None).ConfigureAwait(false);
        IReadOnlyList<UserTable> tables = await UserContents.TablesAsync(connection, CancellationToken.None).ConfigureAwait(false);
        IReadOnlyList<(long Rows, long Young)> rows = await UserContents.CountAsync(connection, tables, youngest: 0, CancellationToken.None).ConfigureAwait(false);
        IReadOnlyList<UserSequence> sequences = await UserContents.SequencesAsync(connection, CancellationToken.None).ConfigureAwait(false);
        return new GoldenDatabase(
            name,
            template.Name,
            catalog,
            [.. catalogRows.Select(count => count.Rows)],
            tables,
            tables.Zip(rows).ToDictionary(pair => pair.First.Number, pair => pair.Second.Rows),
            await UserContents.SequenceStatesAsync(connection, sequences, CancellationToken.None).ConfigureAwait(false)) { Admin = admin };
    }
}
