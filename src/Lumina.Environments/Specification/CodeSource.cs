using System.Data.Common;

namespace Lumina.Environments;

/// <summary>A source that is code: of this library, of another package or of your own. In JSON it is only its kind and its key, so that a process that has nothing but the JSON can take such an environment down, not fill it.</summary>
public abstract record CodeSource : DataSource
{
    /// <summary>What it is, in one word, for JSON and messages, such as <c>delegate</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>What it is called in messages; <c>the</c> and its kind by default.</summary>
    public virtual string Description => $"the {Kind}";

    /// <summary>Stands for everything on which its result depends: two sources with the same key fill a database in the same way. Null, as it is by default, where that cannot be told: its result is never kept and used again.</summary>
    public virtual string? Key => null;

    /// <summary>Whether it begins and ends transactions itself, as migrations do. It then gets a connection of its own with none open, and what it has done stays when a later source fails (the database is then made anew). True by default; else it is run within one that is open.</summary>
    public virtual bool OwnsTransactions => true;

    /// <summary>Why it cannot fill databases of a type; null, as it is by default, where it can.</summary>
    /// <param name="databaseType">The type.</param>
    public virtual string? WhyNot(DatabaseType databaseType) => null;

    /// <summary>What is wrong with it and can be seen before anything is made, with paths within it. Nothing by default.</summary>
    public virtual IEnumerable<SpecificationFault> Validate() => [];

    /// <summary>The secrets that it uses, such as another database's connection string, 8 characters or more each: they are taken out of logs, events and errors. They are written into no journal and no store. None by default.</summary>
    public virtual IEnumerable<Secret> Secrets => [];

    /// <summary>Fills the database.</summary>
    /// <param name="connection">An open connection of the database's driver, as the database's own role. The caller closes it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public abstract Task FillAsync(DbConnection connection, CancellationToken cancellationToken);
}
