using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>The seeded states of one MariaDB server, kept to copy from. Who needs one first puts it in by its sources; a template is made for the second, so that one who is alone pays for none.</summary>
internal sealed class MySqlTemplates(MySqlAdmin admin, bool areShared, DataOptions options, IRandomSource random)
{
    private const string Prefix = "lumina-template-";
    private const int HashLength = 16;
    private const int PasswordBytes = 16;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _unfit = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _needed = new(StringComparer.Ordinal);
    private readonly LinkedList<MySqlTemplate> _known = [];
    private readonly Lock _gate = new();

    /// <summary>Puts data into an empty database: a copy of what is in a template already, else by its sources.</summary>
    /// <param name="target">The database, which goes by its user's name.</param>
    /// <param name="component">The database of the component: that one, or one that is rented like it.</param>
    /// <param name="marks">Whose it is.</param>
    /// <param name="plan">The data.</param>
    /// <param name="connectionString">How the database's own user connects.</param>
    /// <param name="empty">Makes the database anew, where a copy has left something in it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Why it was no copy; null where it was.</returns>
    public async Task<string?> FillAsync(string target, string component, OwnershipMarks? marks, MySqlSeedPlan plan, string connectionString, Func<Task> empty, CancellationToken cancellationToken)
    {
        if (plan.Key is not { } key)
        {
            await plan.RunAsync(connectionString, cancellationToken).ConfigureAwait(false);
            return "of code without a key nothing is kept";
        }

        string id = MySqlTemplate.IdOf(NameOf(key, component), key);
        if (await FindAsync(id, key, component, marks, plan, connectionString, cancellationToken).ConfigureAwait(false) is { } template)
        {
            try
            {
                await admin.RunAsync($"Copying data into the database '{target}'", connection => template.Contents.CopyAsync(connection, target, cancellationToken), cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (ProviderException exception) when (exception.InnerException is MySqlException)
            {
                // Whatever it is that cannot be copied: its sources put it in. A template that had to make room for others meanwhile is made again.
                if (Take(template))
                {
                    _unfit[id] = exception.Message;
                    await DropAsync(template, cancellationToken).ConfigureAwait(false);
                }

                await empty().ConfigureAwait(false);
            }
        }

        await plan.RunAsync(connectionString, cancellationToken).ConfigureAwait(false);
        return _unfit.GetValueOrDefault(id) ?? "a copy is made for the next who needs it";
    }

    /// <summary>Copies nothing more for a component whose database goes: a template of its own goes with it.</summary>
    public void Forget(string component)
    {
        string own = OwnName(component);
        lock (_gate)
        {
            foreach (MySqlTemplate template in _known.Where(template => template.Name == own).ToList())
            {
                _known.Remove(template);
            }
        }
    }

    private static string OwnName(string component) => $"{component}-t";

    private string NameOf(string key, string component) => areShared ? Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..HashLength] : OwnName(component);

    private async Task<MySqlTemplate?> FindAsync(string id, string key, string component, OwnershipMarks? marks, MySqlSeedPlan plan, string connectionString, CancellationToken cancellationToken)
    {
        string name = NameOf(key, component);
        SemaphoreSlim turn = _turns.GetOrAdd(name, static _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_unfit.ContainsKey(id))
            {
                return null;
            }

            bool isFirst = _needed.TryAdd(id, true);
            if (Known(id) is { } known)
            {
                return known;
            }

            MySqlContents? contents = await admin.RunAsync($"Making the template '{name}'", async connection =>
            {
                MySqlContents? read = null;
                await connection.AloneAsync(name, async () =>
                {
                    MySqlEntry? found = await connection.FindAsync(name, cancellationToken).ConfigureAwait(false);
                    read = found?.Comment.Template == key ? await MySqlContents.ReadAsync(connection, name, cancellationToken).ConfigureAwait(false)
                        : isFirst ? null
                        : await MakeAsync(connection, name, key, component, marks, plan, connectionString, cancellationToken).ConfigureAwait(false);
                }, cancellationToken).ConfigureAwait(false);
                return read;
            }, cancellationToken).ConfigureAwait(false);
            return contents is null ? null : await AddAsync(new MySqlTemplate(name, key, contents), cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlCopyException exception)
        {
            _unfit[id] = exception.Message;
            return null;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<MySqlContents> MakeAsync(
        MySqlConnection connection, string name, string key, string component, OwnershipMarks? marks, MySqlSeedPlan plan, string connectionString, CancellationToken cancellationToken)
    {
        byte[] secret = new byte[PasswordBytes];
        random.Fill(secret);
        string password = Convert.ToHexStringLower(secret);
        DatabaseComment comment = areShared ? new DatabaseComment(Marks: null) : new DatabaseComment(marks) { ExternalName = component };
        try
        {
            // What somebody has left half made goes first.
            await connection.DropAsync(name, cancellationToken).ConfigureAwait(false);
            await connection.CreateDatabaseAsync(name, comment, cancellationToken).ConfigureAwait(false);
            await connection.EnsureUserAsync(name, password, connections: 0, cancellationToken).ConfigureAwait(false);
            await plan.RunAsync(new MySqlConnectionStringBuilder(connectionString) { Database = name, UserID = name, Password = password }.ConnectionString, cancellationToken).ConfigureAwait(false);
            await connection.LockUserAsync(name, cancellationToken).ConfigureAwait(false);
            MySqlContents contents = await MySqlContents.ReadAsync(connection, name, cancellationToken).ConfigureAwait(false);
            await connection.SetCommentAsync(name, comment with { Template = key }, cancellationToken).ConfigureAwait(false);

            // Who destroys the component drops its database first and then what is beside it: of what comes later nobody would know.
            return areShared || await connection.FindAsync(component, cancellationToken).ConfigureAwait(false) is not null
                ? contents
                : throw new ProviderException($"the database '{component}' is not there any more");
        }
        catch
        {
            await connection.DropAsync(name, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private MySqlTemplate? Known(string id)
    {
        lock (_gate)
        {
            MySqlTemplate? found = _known.FirstOrDefault(template => template.Id == id);
            if (found is not null)
            {
                _known.Remove(found);
                _known.AddFirst(found);
            }

            return found;
        }
    }

    private bool Take(MySqlTemplate template)
    {
        lock (_gate)
        {
            return _known.Remove(template);
        }
    }

    private async Task<MySqlTemplate> AddAsync(MySqlTemplate template, CancellationToken cancellationToken)
    {
        List<MySqlTemplate> replaced;
        lock (_gate)
        {
            replaced = [.. _known.Where(known => known.Name == template.Name), .. _known.Skip(options.MaximumTemplates - 1)];
            replaced.ForEach(old => _known.Remove(old));
            _known.AddFirst(template);
        }

        foreach (MySqlTemplate old in replaced.Where(old => old.Name != template.Name))
        {
            await DropAsync(old, cancellationToken).ConfigureAwait(false);
        }

        return template;
    }

    private Task DropAsync(MySqlTemplate template, CancellationToken cancellationToken) =>
        admin.RunAsync($"Dropping the template '{template.Name}'", connection => connection.DropAsync(template.Name, cancellationToken), cancellationToken);
}
