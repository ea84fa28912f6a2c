using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>
/// The seeded states of one MariaDB server, kept to copy from: data is put into its template once, and everybody has a copy, the first, too. So all have the same, whatever the sources write of the time or by chance.
/// A first copy is held against its template. Whatever goes wrong with one, the sources are there still.
/// </summary>
internal sealed class MySqlTemplates(MySqlAdmin admin, bool areShared, DataOptions options, IRandomSource random) : IAsyncDisposable
{
    private const string Prefix = "lumina-template-";
    private const int HashLength = 16;
    private const int OwnHashLength = 6;
    private const int PasswordBytes = 16;

    private readonly ConcurrentDictionary<string, MySqlTemplate> _templates = new(StringComparer.Ordinal);
    private readonly LinkedList<MySqlTemplate> _kept = [];
    private readonly HashSet<Task> _drops = [];
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
        string why = "of code without a key nothing is kept";
        if (plan.Key is { } key)
        {
            MySqlTemplate template = _templates.GetOrAdd(NameOf(key, component), name => new MySqlTemplate(name, key, areShared ? null : component));
            if (await FindAsync(template, marks, plan, connectionString, cancellationToken).ConfigureAwait(false) is { } contents)
            {
                if (await TryCopyAsync(template, contents, target, cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }

                // It may have had to make room for others meanwhile: the next looks for it again.
                template.Contents = null;
                await empty().ConfigureAwait(false);
            }

            why = template.WhyNot ?? "this copy failed";
        }

        await plan.RunAsync(connectionString, cancellationToken).ConfigureAwait(false);
        return why;
    }

    /// <summary>Forgets the templates of a component whose database goes: they go with it.</summary>
    public void Forget(string component)
    {
        foreach (MySqlTemplate template in _templates.Values.Where(template => template.Component == component))
        {
            _templates.TryRemove(template.Name, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] drops;
        lock (_gate)
        {
            drops = [.. _drops];
        }

        await Task.WhenAll(drops).ConfigureAwait(false);
    }

    private string NameOf(string key, string component)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return areShared ? Prefix + hash[..HashLength] : $"{component}-t{hash[..OwnHashLength]}";
    }

    private async Task<bool> TryCopyAsync(MySqlTemplate template, MySqlContents contents, string target, CancellationToken cancellationToken)
    {
        try
        {
            await admin.RunLongAsync($"Copying data into the database '{target}'", async connection =>
            {
                await contents.CopyAsync(connection, target, cancellationToken).ConfigureAwait(false);
                if (!template.IsProven)
                {
                    // A wrong copy is worse than none.
                    MySqlContents copy = await MySqlContents.ReadAsync(connection, target, cancellationToken).ConfigureAwait(false);
                    await contents.RequireSameAsync(connection, copy, cancellationToken).ConfigureAwait(false);
                    template.IsProven = true;
                }

                return true;
            }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (MySqlCopyException exception)
        {
            template.WhyNot = exception.Message;
            Abandon(template);
            return false;
        }
        catch (ProviderException exception)
        {
            // Of one that was copied before, it is this copy that failed.
            template.WhyNot = template.IsProven || exception.IsTransient ? template.WhyNot : "a first copy of it failed";
            return false;
        }
    }

    private async Task<MySqlContents?> FindAsync(MySqlTemplate template, OwnershipMarks? marks, MySqlSeedPlan plan, string connectionString, CancellationToken cancellationToken)
    {
        await template.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (template.WhyNot is null && template.Contents is null)
            {
                await admin.RunLongAsync($"Making the template '{template.Name}'", connection => EnsureAsync(connection, template, marks, plan, connectionString, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            Keep(template);
            return template.WhyNot is null ? template.Contents : null;
        }
        catch (MySqlCopyException exception)
        {
            template.WhyNot = exception.Message;
            return null;
        }
        catch (ProviderException exception)
        {
            template.WhyNot = exception.IsTransient ? null : $"no template of it could be made: {exception.Message}";
            return null;
        }
        finally
        {
            template.Turn.Release();
        }
    }

    private async Task<bool> EnsureAsync(MySqlConnection connection, MySqlTemplate template, OwnershipMarks? marks, MySqlSeedPlan plan, string connectionString, CancellationToken cancellationToken)
    {
        await connection.AloneAsync(template.Name, async () =>
        {
            DatabaseComment comment = new(areShared ? null : marks) { ExternalName = template.Component ?? template.Name };
            MySqlEntry? found = await FindOwnAsync(connection, template.Name, comment, cancellationToken).ConfigureAwait(false);
            template.Contents = found?.Comment.Template == template.Key
                ? await MySqlContents.ReadAsync(connection, template.Name, cancellationToken).ConfigureAwait(false)
                : await MakeAsync(connection, template, comment, plan, connectionString, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <exception cref="ProviderException">There is one, and it is somebody else's.</exception>
    private static async Task<MySqlEntry?> FindOwnAsync(MySqlConnection connection, string name, DatabaseComment comment, CancellationToken cancellationToken)
    {
        MySqlEntry? found = await connection.FindAsync(name, cancellationToken).ConfigureAwait(false);
        bool isOwn = found?.Comment.ExternalName == comment.ExternalName && found?.Comment.Marks?.EnvironmentId == comment.Marks?.EnvironmentId && found?.Comment.Marks?.Installation == comment.Marks?.Installation;
        return !isOwn && await connection.ExistsAsync(name, cancellationToken).ConfigureAwait(false)
            ? throw new ProviderException($"the database '{name}' is somebody else's and is left alone")
            : found;
    }

    private async Task<MySqlContents> MakeAsync(MySqlConnection connection, MySqlTemplate template, DatabaseComment comment, MySqlSeedPlan plan, string connectionString, CancellationToken cancellationToken)
    {
        byte[] secret = new byte[PasswordBytes];
        random.Fill(secret);
        string password = Convert.ToHexStringLower(secret);
        string name = template.Name;
        try
        {
            // What somebody has left half made goes first.
            await connection.DropAsync(name, cancellationToken).ConfigureAwait(false);
            await connection.CreateDatabaseAsync(name, comment, cancellationToken).ConfigureAwait(false);
            await connection.EnsureUserAsync(name, password, connections: 0, cancellationToken).ConfigureAwait(false);
            await plan.RunAsync(new MySqlConnectionStringBuilder(connectionString) { Database = name, UserID = name, Password = password }.ConnectionString, cancellationToken).ConfigureAwait(false);
            await connection.LockUserAsync(name, cancellationToken).ConfigureAwait(false);
            MySqlContents contents = await MySqlContents.ReadAsync(connection, name, cancellationToken).ConfigureAwait(false);
            await connection.SetCommentAsync(name, comment with { Template = template.Key }, cancellationToken).ConfigureAwait(false);

            // Who destroys the component drops its database first and then what is beside it: of what comes later nobody would know.
            return template.Component is null || await connection.FindAsync(template.Component, cancellationToken).ConfigureAwait(false) is not null
                ? contents
                : throw new ProviderException($"the database '{template.Component}' is not there any more");
        }
        catch
        {
            // Whatever it was: half of it must not lie about.
            await connection.DropAsync(name, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Notes which was used last. Of those that every environment may use, so many are kept; those of a component go with it.</summary>
    private void Keep(MySqlTemplate template)
    {
        if (template is not { Component: null, Contents: not null })
        {
            return;
        }

        lock (_gate)
        {
            _kept.Remove(template);
            _kept.AddFirst(template);
            while (_kept.Count > options.MaximumTemplates)
            {
                MySqlTemplate old = _kept.Last!.Value;
                _kept.RemoveLast();
                old.Contents = null;
                Watch(Task.Run(() => DropAsync(old), CancellationToken.None));
            }
        }
    }

    private void Abandon(MySqlTemplate template)
    {
        lock (_gate)
        {
            _kept.Remove(template);
            template.Contents = null;
            Watch(Task.Run(() => DropAsync(template), CancellationToken.None));
        }
    }

    private void Watch(Task drop)
    {
        _drops.Add(drop);
        _ = drop.ContinueWith(
            _ =>
            {
                lock (_gate)
                {
                    _drops.Remove(drop);
                }
            },
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    // Somebody may copy from it, who then has his from its sources. What cannot be dropped now ends with its server.
    private async Task DropAsync(MySqlTemplate template)
    {
        try
        {
            await admin.RunLongAsync($"Dropping the template '{template.Name}'", async connection =>
            {
                await connection.AloneAsync(template.Name, async () =>
                {
                    // Unless it was taken up again meanwhile. A server that ends amid the drop must leave none that looks whole.
                    if (template.Contents is null && await connection.FindAsync(template.Name, CancellationToken.None).ConfigureAwait(false) is { } found)
                    {
                        await connection.SetCommentAsync(template.Name, found.Comment with { Template = null }, CancellationToken.None).ConfigureAwait(false);
                        await connection.DropAsync(template.Name, CancellationToken.None).ConfigureAwait(false);
                    }
                }, CancellationToken.None).ConfigureAwait(false);
                return true;
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ProviderException)
        {
            // As above.
        }
    }
}
