using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>A Redis server that is filled, and the mark that says so.</summary>
/// <remarks>The mark is a key in the last of the server's databases, so that a server's restart, which keeps the data, keeps it, and <c>FLUSHALL</c>, which takes the data away, takes it away.</remarks>
internal sealed class RedisDatabase(RedisAddress address)
{
    private const string MarkKey = "lumina:data";

    /// <summary>What the mark says; marks that are null where there is none.</summary>
    /// <exception cref="ProviderException">The server does not answer, or not to this password.</exception>
    public Task<DatabaseComment> ReadMarkAsync(CancellationToken cancellationToken) => ConnectedAsync("Reading the mark", async connection =>
    {
        await SelectMarksAsync(connection, cancellationToken).ConfigureAwait(false);
        return DatabaseComment.Parse((await connection.AskAsync(["GET", MarkKey], cancellationToken).ConfigureAwait(false)).Text);
    }, cancellationToken);

    public Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => ConnectedAsync("Looking for keys", async connection =>
        (await connection.AskAsync(["INFO", "keyspace"], cancellationToken).ConfigureAwait(false)).Text?.Contains("keys=", StringComparison.Ordinal) != true, cancellationToken);

    /// <summary>Empties it and puts data in, all through one connection; other connections stay as they are.</summary>
    /// <exception cref="ProviderException">A command failed.</exception>
    public async Task FillAsync(RedisSeedPlan plan, OwnershipMarks marks, CancellationToken cancellationToken)
    {
        DatabaseComment begun = new(marks);
        await ConnectedAsync($"Putting in {plan.Describe()}", async connection =>
        {
            await EmptyAsync(connection, cancellationToken).ConfigureAwait(false);
            await WriteMarkAsync(connection, begun, cancellationToken).ConfigureAwait(false);
            await plan.RunAsync(connection, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);

        // A connection of its own shows that the password still is the one that others will be told.
        try
        {
            await ConnectedAsync("Writing the mark", async connection =>
            {
                await WriteMarkAsync(connection, begun with { Seeded = plan.Describe() }, cancellationToken).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception) when (exception.InnerException is RedisErrorException { IsPassword: true })
        {
            throw new ProviderException($"The database's own password no longer works after its data was put in ({plan.Describe()}): one of the commands changes it. Take that command out.", exception);
        }
    }

    /// <summary>Succeeds where there is no mark.</summary>
    public Task RemoveMarkAsync(CancellationToken cancellationToken) => ConnectedAsync("Removing the mark", async connection =>
    {
        await SelectMarksAsync(connection, cancellationToken).ConfigureAwait(false);
        return await connection.AskAsync(["DEL", MarkKey], cancellationToken).ConfigureAwait(false);
    }, cancellationToken);

    private static async Task EmptyAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        await connection.AskAsync(["FLUSHALL"], cancellationToken).ConfigureAwait(false);

        // Servers before version 7 have no functions, and say that they don't know the command.
        await connection.SendAsync(["FUNCTION", "FLUSH"], cancellationToken).ConfigureAwait(false);
        await connection.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteMarkAsync(RedisConnection connection, DatabaseComment mark, CancellationToken cancellationToken)
    {
        await SelectMarksAsync(connection, cancellationToken).ConfigureAwait(false);
        await connection.AskAsync(["SET", MarkKey, mark.ToString()], cancellationToken).ConfigureAwait(false);
        await connection.AskAsync(["SELECT", "0"], cancellationToken).ConfigureAwait(false);
    }

    private static async Task SelectMarksAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        RedisReply databases = await connection.AskAsync(["CONFIG", "GET", "databases"], cancellationToken).ConfigureAwait(false);
        int count = int.Parse(databases.Items[1].Text!, CultureInfo.InvariantCulture);
        await connection.AskAsync(["SELECT", (count - 1).ToString(CultureInfo.InvariantCulture)], cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> ConnectedAsync<T>(string tried, Func<RedisConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            using RedisConnection connection = await RedisConnection.OpenAsync(address.Host, address.Port, address.Password, cancellationToken).ConfigureAwait(false);
            return await action(connection).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new ProviderException($"{tried} failed: {address.Host}:{address.Port} says: {exception.Message}", exception) { IsTransient = exception is not RedisErrorException { IsTransient: false } };
        }
    }
}
