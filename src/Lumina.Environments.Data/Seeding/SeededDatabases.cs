using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>The data of one server's databases: put in once, as a template, and copied after that; given back by a reset.</summary>
internal sealed class SeededDatabases(AdminConnections admin, DatabaseMaker maker, DatabaseCopies copies, DatabaseTemplates templates, DatabaseReset reset, bool sharesTemplates, TimeProvider timeProvider)
{
    /// <summary>Puts data into a database that has none: by a copy of what is seeded once, else straight.</summary>
    public async Task SeedAsync(DatabaseEntry database, SeedPlan plan, SeedTarget target, CancellationToken cancellationToken)
    {
        if (await SwapForCopyAsync(database, plan, target, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (await target.IsEmptyAsync(cancellationToken).ConfigureAwait(false))
        {
            await SeedStraightAsync(database, plan, target, database.Name, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await ReplaceAsync(database, plan, target, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives a database that has data the state back that it had then.</summary>
    public async Task<ResetResult> ResetAsync(DatabaseEntry database, Func<Task<SeedPlan>> readAsync, SeedTarget target, ResetWay? way, CancellationToken cancellationToken)
    {
        if (await reset.TryResetAsync(database, target.Password, way, cancellationToken).ConfigureAwait(false) is { } result)
        {
            return result;
        }

        SeedPlan plan = await readAsync().ConfigureAwait(false);
        if (way is not (null or ResetWay.Remade))
        {
            // It was there when it was asked for.
            throw new ProviderException($"The database '{database.Name}' can't be reset by the way {way}: {WhyNoCopy(database, plan)}. Leave the way open, or ask for {nameof(ResetWay.Remade)}.");
        }

        string? why = templates.WhyNot(KeyOf(plan, database.Comment.Schemas, database.Name));

        if (way is null && why is null && await SwapForCopyAsync(database, plan, target, cancellationToken).ConfigureAwait(false))
        {
            return new ResetResult(ResetWay.Swap, KeptSessions: false) { Reason = "it was no copy of the template of its data" };
        }

        await ReplaceAsync(database, plan, target, cancellationToken).ConfigureAwait(false);
        why = templates.WhyNot(KeyOf(plan, database.Comment.Schemas, database.Name));
        return new ResetResult(ResetWay.Remade, KeptSessions: false) { Reason = way is not null ? "it was asked for" : $"its data can't be copied: {why}" };
    }

    /// <summary>Why a database, as it is now, can't be reset by a way; null where it can, or where only trying tells.</summary>
    public async Task<ResetRefusal?> FindRefusalAsync(DatabaseEntry database, Func<Task<SeedPlan>> readAsync, ResetWay way, CancellationToken cancellationToken)
    {
        IReadOnlyList<ResetWay> possible = await reset.WaysAsync(database, cancellationToken).ConfigureAwait(false);
        return possible.Contains(way) ? null
            : new ResetRefusal(possible.Contains(ResetWay.Swap) ? (database.Comment.PristineAt is null ? InPlaceReset.UnknownStart : DatabaseReset.NeedsSuperuser) : WhyNoCopy(database, await readAsync().ConfigureAwait(false)), possible);
    }

    private string WhyNoCopy(DatabaseEntry database, SeedPlan plan) =>
        $"there is no template of its data{(templates.WhyNot(KeyOf(plan, database.Comment.Schemas, database.Name)) is { } why ? $", since {why}" : "")}";

    /// <summary>What the key of a template begins with that is one database's alone.</summary>
    public const string OwnPrefix = "own:";

    /// <summary>The key of a template that is one database's alone.</summary>
    public static string OwnKey(string name) => OwnPrefix + name;

    /// <summary>The key under which others may use what is put into a database; null where there is none.</summary>
    public static async Task<string?> SharedKeyAsync(DatabaseSpec spec, string baseDirectory, CancellationToken cancellationToken)
    {
        SeedPlan? plan = spec.Data is null ? null : await SeedPlan.ReadAsync(spec.Data, baseDirectory, cancellationToken).ConfigureAwait(false);
        return plan?.Key is null ? null : SharedKey(plan, spec.Schemas);
    }

    private string KeyOf(SeedPlan? plan, IReadOnlyList<string> schemas, string name) => !sharesTemplates || plan is { Key: null } ? OwnKey(name) : SharedKey(plan, schemas);

    private static string SharedKey(SeedPlan? plan, IReadOnlyList<string> schemas) => string.Join(':', [plan?.Key ?? "empty", .. schemas]);

    /// <summary>The copies of the template of a database that is to be made, which so begins with its data; null where there is no such template.</summary>
    /// <remarks>The first of such databases would be made empty, for the data that comes next to put a copy in its place. What comes from files alone is put into its template at once, and it is a copy, too.</remarks>
    public async Task<SpareCopies?> FindTemplateAsync(DatabaseSpec spec, ComponentContext context, DatabaseAddress address, CancellationToken cancellationToken)
    {
        if (spec.Data is null)
        {
            return null;
        }

        SeedPlan plan = await SeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
        string key = KeyOf(plan, spec.Schemas, context.ExternalName);
        SpareCopies? found = plan.Key is null ? null : await templates.FindAsync(key, cancellationToken).ConfigureAwait(false);
        if (found is not null || key == OwnKey(context.ExternalName) || spec.Data.Sources.Any(source => source is CodeSource))
        {
            return found;
        }

        try
        {
            return await EnsureTemplateAsync(plan, new DatabaseComment(context.Marks) { Schemas = spec.Schemas }, context.ExternalName, address, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException)
        {
            // Whoever puts the data in meets it again, and it is his to tell.
            return null;
        }
    }

    /// <summary>The copies of the template of a database that is there; the template is made where it is not there any more.</summary>
    public async Task<SpareCopies> EnsureTemplateAsync(DatabaseSpec spec, ComponentContext context, string connectionString, CancellationToken cancellationToken)
    {
        DatabaseEntry database = await FindAsync(context.ExternalName, cancellationToken).ConfigureAwait(false)
            ?? throw new ProviderException($"the database '{context.ExternalName}' is not there any more");
        if (database.Comment.Template is { } id && await templates.FindAsync(id.Split('@')[0], cancellationToken).ConfigureAwait(false) is { } spares)
        {
            return spares;
        }

        SeedPlan? plan = spec.Data is null ? null : await SeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
        return await EnsureTemplateAsync(plan, database.Comment, database.Name, new DatabaseAddress(connectionString), cancellationToken).ConfigureAwait(false)
            ?? throw new ProviderException($"its data can't be copied: {templates.WhyNot(KeyOf(plan, database.Comment.Schemas, database.Name))}. Take that out of it, or use the database itself and reset it between tests");
    }

    /// <summary>Puts a copy of the template in a database's place; false where the data can't be copied.</summary>
    private async Task<bool> SwapForCopyAsync(DatabaseEntry database, SeedPlan plan, SeedTarget target, CancellationToken cancellationToken)
    {
        if (await EnsureTemplateAsync(plan, database.Comment, database.Name, target.Address, cancellationToken).ConfigureAwait(false) is not { } spares)
        {
            return false;
        }

        DatabaseCopy copy = await spares.TakeAsync(cancellationToken).ConfigureAwait(false);
        DatabaseComment comment = database.Comment with { Seeded = plan.Key ?? OwnKey(database.Name), SeededAt = timeProvider.GetUtcNow() };
        await copies.UseAsync(copy, () => admin.RunAsync(
            $"Putting data into '{database.Name}'", connection => copies.SwapAsync(connection, copy, database.Name, ScramVerifier.Make(target.Password), comment, cancellationToken), cancellationToken)).ConfigureAwait(false);
        return true;
    }

    private Task<SpareCopies?> EnsureTemplateAsync(SeedPlan? plan, DatabaseComment comment, string name, DatabaseAddress address, CancellationToken cancellationToken)
    {
        string key = KeyOf(plan, comment.Schemas, name);
        DatabaseComment template = new(key == OwnKey(name) ? comment.Marks : null) { Schemas = comment.Schemas, ExternalName = key == OwnKey(name) ? name : null };
        return templates.EnsureAsync(key, template, (database, password) => FillAsync(plan, address.Of(database, database, password), database, cancellationToken), cancellationToken);
    }

    private static async Task FillAsync(SeedPlan? plan, string connectionString, string database, CancellationToken cancellationToken)
    {
        if (plan is null)
        {
            return;
        }

        try
        {
            await plan.RunAsync(connectionString, markStatement: null, cancellationToken).ConfigureAwait(false);
            await SeedCredentials.RequireAsync(connectionString, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlErrors.Describe($"Putting data into '{database}'", exception);
        }
    }

    private async Task SeedStraightAsync(DatabaseEntry database, SeedPlan plan, SeedTarget target, string name, CancellationToken cancellationToken)
    {
        DatabaseComment comment = database.Comment with { Seeded = plan.Key ?? OwnKey(database.Name), SeededAt = timeProvider.GetUtcNow(), Template = null, PristineAt = null };
        try
        {
            string connection = target.ConnectionStringTo(name);
            await plan.RunAsync(connection, DatabaseMaker.Comment("DATABASE", name, comment), cancellationToken).ConfigureAwait(false);
            await SeedCredentials.RequireAsync(connection, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlErrors.Describe($"Putting data into '{name}'", exception);
        }
    }

    // Beside the present one, which is there until the new one is full and then goes with its sessions.
    private Task ReplaceAsync(DatabaseEntry database, SeedPlan plan, SeedTarget target, CancellationToken cancellationToken) =>
        admin.RunAsync($"Making the database '{database.Name}' anew", connection => maker.ReplaceAsync(
            connection, database.Name, next => SeedStraightAsync(database, plan, target, next, cancellationToken), cancellationToken), cancellationToken);

    private Task<DatabaseEntry?> FindAsync(string name, CancellationToken cancellationToken) =>
        admin.RunAsync($"Looking for the database '{name}'", connection => connection.FindMarkedDatabaseAsync(name, cancellationToken), cancellationToken);
}
