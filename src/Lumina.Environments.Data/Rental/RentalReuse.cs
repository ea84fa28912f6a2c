namespace Lumina.Environments.Data;

/// <summary>What becomes of a rented PostgreSQL database that is given back. Whatever it is, nobody has what is in it as its former renter left it.</summary>
public enum RentalReuse
{
    /// <summary>It is dropped, and whoever rents gets a new copy.</summary>
    None,

    /// <summary>
    /// It is put right and handed to another renter, under another password: what a former renter left behind, such as a task that goes on, can't come into it any more.
    /// A test's first connection is a new one, and the driver asks it for the types that there are (some 20 ms).
    /// </summary>
    AnotherPassword,

    /// <summary>
    /// It is put right and handed to another renter as it was handed to the former one, with open sessions that are idle: what the pool of the driver holds goes on,
    /// and a test's first answer takes a millisecond or two. What a session was set to is for the pool to take back, as it does unless it was told not to. What a former renter left behind and that connects again works in another's database: for tests that leave nothing behind.
    /// </summary>
    SamePassword,
}
