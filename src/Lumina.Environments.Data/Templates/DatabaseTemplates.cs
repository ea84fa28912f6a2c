using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>The seeded states of one server, kept to copy from. What is half made is never found: it has its key when all is in.</summary>
internal sealed class DatabaseTemplates(AdminConnections admin, DatabaseMaker maker, DatabaseCopies copies, DataOptions options, TimeProvider timeProvider, IRandomSource random) : IAsyncDisposable
{
    public const string Prefix = "lumina-template-";

    /// <summary>Of what a reset compares with.</summary>
    public const string GoldenPrefix = "lumina-golden-";

    private const string OurPrefix = "lumina-";
    private const int ConcurrentMakers = 2;
    private const int HashLength = 16;
    private const int PasswordBytes = 16;

    private readonly DatabaseEnder _ender = new(admin);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _unfit = new(StringComparer.Ordinal);
    private readonly LinkedList<SpareCopies> _inUse = [];
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _makers = new(ConcurrentMakers);

    /// <summary>Why data of a key can't be copied; null where it can, or was never tried.</summary>
    public string? WhyNot(string key) => _unfit.GetValueOrDefault(key);

    /// <summary>The copies of a template; null where there is no such template.</summary>
    public async Task<SpareCopies?> FindAsync(string key, CancellationToken cancellationToken) =>
        Known(key) ?? await admin.RunAsync("Looking for a template", connection => LookUpAsync(connection, key, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <summary>The copies of a template, which is made where there is none: one caller does, the others wait for it. Null where the data can't be copied.</summary>
    /// <param name="key">What is put into it.</param>
    /// <param name="comment">What its comment says besides: its schemas, and whose it is if it is one environment's alone.</param>
    /// <param name="fill">Puts the data into the database of a name, as the role of that name, with a password.</param>
    /// <param name="cancellationToken">Cancels this caller.</param>
    public async Task<SpareCopies?> EnsureAsync(string key, DatabaseComment comment, Func<string, string, Task> fill, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = _turns.GetOrAdd(key, static _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_unfit.ContainsKey(key))
            {
                return null;
            }

            if (Known(key) is { } known)
            {
                return known;
            }

            SpareCopies? made = await admin.RunAsync(
                "Making a template",
                connection => connection.AloneAsync(NameOf(key), () => EnsureAsync(connection, key, comment, fill, cancellationToken), cancellationToken),
                cancellationToken).ConfigureAwait(false);
            await TrimAsync(cancellationToken).ConfigureAwait(false);
            return made;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Drops a template and the copies that are ready.</summary>
    public async Task DropAsync(string key, CancellationToken cancellationToken)
    {
        await ForgetAsync(key, cancellationToken).ConfigureAwait(false);
        await admin.RunAsync("Dropping a template", connection => RemoveAsync(connection, NameOf(key), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes no more copies of a template, and drops those that are ready.</summary>
    public async Task ForgetAsync(string key, CancellationToken cancellationToken)
    {
        SpareCopies? spares = Known(key);
        if (spares is not null)
        {
            lock (_gate)
            {
                _inUse.Remove(spares);
            }

            await spares.DropAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The keys of the templates that were used here and are of use to others, those used last first.</summary>
    public IReadOnlyList<string> Used
    {
        get
        {
            lock (_gate)
            {
                return [.. _inUse.Select(spares => spares.Template.Key).Where(key => !key.StartsWith(SeededDatabases.OwnPrefix, StringComparison.Ordinal))];
            }
        }
    }

    /// <summary>Drops every database but some templates: what is then in the server is worth keeping. False where somebody's database is there still.</summary>
    public async Task<bool> RetainAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await DisposeAsync().ConfigureAwait(false);
        HashSet<string> kept = [.. keys.Select(NameOf)];
        return await admin.RunAsync("Dropping what is not kept", async connection =>
        {
            List<DatabaseEntry> all = await connection.ListDatabasesAsync(cancellationToken).ConfigureAwait(false);
            if (all.Any(entry => entry.Comment.Marks is not null))
            {
                return false;
            }

            foreach (string name in all.Select(entry => entry.Name).Where(name => name.StartsWith(OurPrefix, StringComparison.Ordinal) && !kept.Contains(name)).Distinct(StringComparer.Ordinal))
            {
                await RemoveAsync(connection, name, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        SpareCopies[] all;
        lock (_gate)
        {
            all = [.. _inUse];
            _inUse.Clear();
        }

        foreach (SpareCopies spares in all)
        {
            await spares.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string NameOf(string key) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..HashLength];

    private static async Task<DatabaseTemplate?> ReadAsync(NpgsqlConnection connection, string key, CancellationToken cancellationToken)
    {
        DatabaseEntry? found = await connection.FindDatabaseAsync(NameOf(key), cancellationToken).ConfigureAwait(false);
        return found?.Comment.Template == key ? new DatabaseTemplate(key, found.Name, new DatabaseComment(found.Comment.Marks) { ExternalName = found.Comment.ExternalName }, found.Number) : null;
    }

    private async Task RemoveAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        if (name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            // What is in it is the template's role's, which could not go.
            string golden = GoldenPrefix + name[Prefix.Length..];
            await admin.LeaveAsync(golden).ConfigureAwait(false);
            await _ender.DropAsync(connection, golden, cancellationToken).ConfigureAwait(false);
        }

        await _ender.DropAsync(connection, name, cancellationToken).ConfigureAwait(false);
        await DatabaseEnder.DropRoleAsync(connection, name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a template is in use.</summary>
    public bool Has(string id)
    {
        lock (_gate)
        {
            return _inUse.Any(spares => spares.Template.Id == id);
        }
    }

    private SpareCopies? Known(string key)
    {
        lock (_gate)
        {
            for (LinkedListNode<SpareCopies>? node = _inUse.First; node is not null; node = node.Next)
            {
                if (node.Value.Template.Key == key)
                {
                    _inUse.Remove(node);
                    _inUse.AddFirst(node);
                    return node.Value;
                }
            }

            return null;
        }
    }

    private SpareCopies Add(DatabaseTemplate template)
    {
        lock (_gate)
        {
            SpareCopies spares = new(template, copies, _makers, options.MaximumSpares, timeProvider);
            _inUse.AddFirst(spares);
            return spares;
        }
    }

    private async Task<SpareCopies?> LookUpAsync(NpgsqlConnection connection, string key, CancellationToken cancellationToken) =>
        await ReadAsync(connection, key, cancellationToken).ConfigureAwait(false) is { } found ? Known(key) ?? Add(found) : null;

    private async Task<SpareCopies?> EnsureAsync(NpgsqlConnection connection, string key, DatabaseComment comment, Func<string, string, Task> fill, CancellationToken cancellationToken)
    {
        if (await LookUpAsync(connection, key, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        string name = NameOf(key);
        try
        {
            await RemoveAsync(connection, name, cancellationToken).ConfigureAwait(false);
            if (await MakeAsync(connection, name, key, comment, fill, cancellationToken).ConfigureAwait(false) is not { } fault)
            {
                return Add((await ReadAsync(connection, key, cancellationToken).ConfigureAwait(false))!);
            }

            _unfit[key] = fault;
            await RemoveAsync(connection, name, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch
        {
            // Whatever it was: half of it must not lie about.
            await RemoveAsync(connection, name, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task<string?> MakeAsync(NpgsqlConnection connection, string name, string key, DatabaseComment comment, Func<string, string, Task> fill, CancellationToken cancellationToken)
    {
        byte[] secret = new byte[PasswordBytes];
        random.Fill(secret);
        string password = Convert.ToHexStringLower(secret);
        string database = SqlText.Identifier(name);
        await DatabaseMaker.EnsureRoleAsync(connection, name, password, connections: -1, comment, cancellationToken).ConfigureAwait(false);
        await maker.EnsureAsync(connection, name, owner: name, comment, exists: false, cancellationToken).ConfigureAwait(false);
        await fill(name, password).ConfigureAwait(false);
        if (await TemplateFitness.FindFaultAsync(connection, name, cancellationToken).ConfigureAwait(false) is { } fault)
        {
            return fault;
        }

        // What its role owns goes to a copy's role; the database itself is nobody's business but the administrator's.
        await connection.ExecuteTogetherAsync(
            [
                $"ALTER DATABASE {database} OWNER TO CURRENT_USER",
                $"ALTER DATABASE {database} ALLOW_CONNECTIONS false",
                $"ALTER ROLE {database} NOLOGIN PASSWORD NULL",
                DatabaseMaker.Comment("DATABASE", name, comment with { Template = key }),
            ],
            cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task TrimAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            SpareCopies? last;
            lock (_gate)
            {
                last = _inUse.Count > options.MaximumTemplates ? _inUse.Last!.Value : null;
            }

            if (last is null)
            {
                return;
            }

            await DropAsync(last.Template.Key, cancellationToken).ConfigureAwait(false);
        }
    }
}
