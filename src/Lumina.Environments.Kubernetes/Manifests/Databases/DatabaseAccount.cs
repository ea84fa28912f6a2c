namespace Lumina.Environments.Kubernetes;

/// <summary>Who uses a database, and which.</summary>
/// <param name="Username">The user's name.</param>
/// <param name="Password">The password.</param>
/// <param name="Database">The database's name on its server.</param>
internal sealed record DatabaseAccount(string Username, string Password, string Database)
{
    public override string ToString() => Username;
}
