using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Sqlite;

/// <summary>Keeps everything in one file on a disk of this machine, which several processes may share. What a call has acknowledged outlives the process and the machine's power.</summary>
/// <remarks>
/// Who commits at the same time shares one way to the disk. Secrets are encrypted, and gone when their environment is terminated.
/// Disposal writes what waits. Its <c>-wal</c> file is a part of the store: it goes where the file goes.
/// </remarks>
public sealed class SqliteEnvironmentStore : IEnvironmentStore, IAsyncDisposable
{
    private const int PageSize = 128;

    private readonly SqliteStoreOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly EnvironmentEventJson _events;
    private readonly EnvironmentSnapshotJson _snapshots;
    private readonly StoreFile _file;
    private readonly SecretCipher _cipher;
    private readonly StoreWriter _writer;
    private readonly StoreReaders _readers;
    private readonly JournalTable _journals;
    private readonly EnvironmentSearch _search;
    private readonly JournalRetention _retention;

    /// <summary>Opens the store; the file is made where it is absent.</summary>
    /// <param name="options">The options.</param>
    /// <param name="timeProvider">The clock by which leases expire and journals are dropped; the system's where it is null.</param>
    /// <param name="events">How events are written, with the kinds of component that other packages bring; null for what they know of themselves.</param>
    /// <param name="snapshots">How snapshots are written, likewise.</param>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    /// <exception cref="EnvironmentStoreDamagedException">The file is no store, or it is damaged or cut.</exception>
    /// <exception cref="EnvironmentStoreVersionException">A newer version of the library has written it.</exception>
    /// <exception cref="EnvironmentStoreKeyException">The key is missing or is not this store's.</exception>
    /// <exception cref="EnvironmentStoreException">The file cannot be used for another reason.</exception>
    public SqliteEnvironmentStore(SqliteStoreOptions options, TimeProvider? timeProvider = null, EnvironmentEventJson? events = null, EnvironmentSnapshotJson? snapshots = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] faults = [.. SqliteStoreOptionsValidator.FaultsOf(options)];
        _options = faults.Length == 0 ? options : throw new OptionsValidationException(nameof(SqliteStoreOptions), typeof(SqliteStoreOptions), faults);
        (_timeProvider, _events, _snapshots) = (timeProvider ?? TimeProvider.System, events ?? new EnvironmentEventJson(), snapshots ?? new EnvironmentSnapshotJson());
        _file = new StoreFile(options);
        _journals = new JournalTable(_events, _snapshots);
        _search = new EnvironmentSearch(_journals);
        _retention = new JournalRetention(options);
        SqliteSession opened = _file.Open(out _cipher);
        bool hasOld = _retention.HasOld(opened, _timeProvider.GetUtcNow());
        _writer = new StoreWriter(opened, _file.RequireThere, Translate);
        _readers = new StoreReaders(_file.OpenSession, Translate);
        if (hasOld)
        {
            // Only then: who opens a store to read, and closes it, need not wait for those who write.
            _ = _writer.WriteAsync(session => _retention.Drop(session, _timeProvider.GetUtcNow()), CancellationToken.None);
        }
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <inheritdoc />
    public bool IsDurable => true;

    /// <inheritdoc />
    public async ValueTask<EnvironmentLease> AcquireLeaseAsync(EnvironmentId environmentId, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(holder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return await WriteAsync(
            session =>
            {
                DateTimeOffset now = _timeProvider.GetUtcNow();
                return LeaseTable.Acquire(session, environmentId, holder, now, now + duration);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<EnvironmentLease> RenewLeaseAsync(EnvironmentLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return await WriteAsync(session => LeaseTable.Renew(session, lease, _timeProvider.GetUtcNow() + duration), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask ReleaseLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken) => await BreakLeaseAsync(lease, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<bool> BreakLeaseAsync(EnvironmentLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return await WriteAsync(session => LeaseTable.Remove(session, lease), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<EnvironmentLease?> FindLeaseAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        await ReadAsync(session => LeaseTable.Find(session, environmentId), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async IAsyncEnumerable<EnvironmentLease> ListLeasesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (EnvironmentLease lease in await ReadAsync(LeaseTable.List, cancellationToken).ConfigureAwait(false))
        {
            yield return lease;
        }
    }

    /// <inheritdoc />
    public async ValueTask RequestTerminationAsync(EnvironmentId environmentId, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await WriteAsync(session => LeaseTable.RequestTermination(session, environmentId, actor), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask CommitAsync(EnvironmentCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        JournalCommit prepared = new(commit, _events, _snapshots, _cipher);
        await WriteAsync(
            session => prepared.Write(session) && prepared.IsEnd && _retention.Drop(session, _timeProvider.GetUtcNow()),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<EnvironmentEvent>> ReadAsync(EnvironmentId environmentId, long fromSequence, int maximumCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromSequence, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumCount, 1);
        return await ReadAsync(session => _journals.Read(session, environmentId, fromSequence, maximumCount), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        await ReadAsync(session => ReadSecrets(session, environmentId), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<EnvironmentSnapshot?> FindAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        await ReadAsync(session => _journals.Find(session, environmentId), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async IAsyncEnumerable<EnvironmentSnapshot> QueryAsync(EnvironmentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);

        // Page by page: one long read would keep the log from being moved into the file for as long as a caller takes.
        EnvironmentQuery next = query;
        for (int left = query.MaximumCount ?? int.MaxValue; left > 0;)
        {
            int count = Math.Min(left, PageSize);
            EnvironmentQuery page = next;
            IReadOnlyList<EnvironmentSnapshot> environments = await ReadAsync(session => _search.ReadPage(session, page, count), cancellationToken).ConfigureAwait(false);
            foreach (EnvironmentSnapshot environment in environments)
            {
                yield return environment;
            }

            if (environments.Count < count)
            {
                yield break;
            }

            next = query with { After = environments[^1].Id };
            left -= environments.Count;
        }
    }

    /// <inheritdoc />
    public async ValueTask DeleteAsync(EnvironmentId environmentId, CancellationToken cancellationToken) =>
        await WriteAsync(session => JournalTable.Delete(session, environmentId), cancellationToken).ConfigureAwait(false);

    /// <summary>Writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Whether a group is being written now.</summary>
    internal bool IsWriting => _writer.IsWriting;

    private Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) => _writer.WriteAsync(work, cancellationToken);

    private async Task<T> ReadAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _readers.ReadAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw StoreErrors.Damaged(Path, exception.Message, exception);
        }
    }

    private Dictionary<string, Secret> ReadSecrets(SqliteSession session, EnvironmentId environmentId)
    {
        using SqliteDataReader rows = session.Query("SELECT name, value FROM secrets WHERE environment = (SELECT key FROM environments WHERE id = ?1)", environmentId.Value);
        Dictionary<string, Secret> secrets = new(StringComparer.Ordinal);
        while (rows.Read())
        {
            string name = rows.GetString(0);
            try
            {
                secrets[name] = new Secret(_cipher.Decrypt(environmentId, name, rows.GetFieldValue<byte[]>(1)));
            }
            catch (CryptographicException exception)
            {
                throw new FormatException($"The secret {name} of environment {environmentId} was changed.", exception);
            }
        }

        return secrets;
    }

    private EnvironmentStoreException Translate(SqliteException exception) => StoreErrors.Translate(Path, _options, exception);
}
