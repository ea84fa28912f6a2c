namespace Lumina.Environments.Data;

/// <summary>How much of databases is kept ready, and how many there may be at once. From configuration: the section <see cref="SectionName"/>.</summary>
public sealed class DataOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "Lumina:Data";

    /// <summary>How many rented databases of one component are live at once, those that are being taken away included, 1 to 1,000. Default: 32. Each takes about 8 MB with little data in it.</summary>
    public int MaximumRentedDatabases { get; set; } = 32;

    /// <summary>For how long a renter waits for one of them, from 1 second. Default: 1 minute.</summary>
    public TimeSpan RentTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What becomes of a rented PostgreSQL database that is given back. Default: <see cref="RentalReuse.AnotherPassword"/>.
    /// As many wait for the next renter as were rented at once; their rows may lie in another order than those of a new copy.
    /// </summary>
    public RentalReuse RentalReuse { get; set; } = RentalReuse.AnotherPassword;

    /// <summary>How many connections a rented database takes, 1 to 10,000. Default: null, which is four times its share of the server's where <see cref="MaximumRentedDatabases"/> are live, at least 5 and at most half of the server's.</summary>
    public int? MaximumConnectionsPerRental { get; set; }

    /// <summary>How many connections the database of an environment takes, 1 to 10,000. Default: null, which is half of the server's.</summary>
    public int? MaximumConnectionsPerDatabase { get; set; }

    /// <summary>How many copies of seeded data are kept ready for the next who needs one, for each server and data, 0 to 100. Default: 8. There is one at first; more where renters come faster than copies are made.</summary>
    public int MaximumSpares { get; set; } = 8;

    /// <summary>How many different seeded states a server keeps to copy from, 1 to 1,000; the least recently used goes first. Default: 16.</summary>
    public int MaximumTemplates { get; set; } = 16;
}
