using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>What is to be known of a kind of database server that takes many databases.</summary>
internal abstract class DatabaseServerKind
{
    /// <summary>The type of its databases.</summary>
    public abstract DatabaseType Type { get; }

    /// <summary>The provider whose kind it is.</summary>
    public abstract string ProviderName { get; }

    /// <summary>What it is called in messages.</summary>
    public abstract string Title { get; }

    /// <summary>The usual image.</summary>
    public abstract string Image { get; }

    /// <summary>The port on which it listens.</summary>
    public abstract int Port { get; }

    /// <summary>The recipe with all that makes its container such a server.</summary>
    public abstract ContainerRecipe Complete(ContainerRecipe recipe, string password, DockerOptions options);

    /// <summary>How an administrator connects.</summary>
    public abstract string AdminConnectionString(string host, int port, string password);

    /// <summary>What is inside the server.</summary>
    public abstract IServerDatabases Databases(DatabaseServers servers, string adminConnectionString);

    /// <summary>What others need to know of a database in it.</summary>
    public abstract ComponentOutputs Outputs(ComponentContext context, IReadOnlyList<ServerAddress> addresses, string version, string adminConnectionString);

    /// <summary>Asks the server once, and closes it to those who have no business there. The temporary servers of the images' first start listen on a socket only, so that what answers here is the real one.</summary>
    /// <returns>Null where it answers, else why not.</returns>
    /// <exception cref="ProviderException">It answers, and waiting will not help.</exception>
    public abstract Task<string?> ProbeAsync(string adminConnectionString, CancellationToken cancellationToken);

    /// <summary>Takes the lines of the server's log that one of its databases may see.</summary>
    public virtual Func<string, bool> LogFilter(string database) => static _ => true;

    /// <summary>Whether sessions stay open when a database without data is reset.</summary>
    public abstract bool KeepsSessions { get; }
}
