namespace Lumina.Environments.Data;

/// <summary>What the role of a database must be.</summary>
/// <param name="Password">Its password: of a component's database.</param>
/// <param name="Verifier">The verifier of its password: of a rented database, which has another bound on its connections, too.</param>
internal sealed record ExpectedRole(string? Password, string? Verifier)
{
    public static ExpectedRole OfComponent(string password) => new(password, Verifier: null);

    public static ExpectedRole OfRental(string verifier) => new(Password: null, verifier);
}
