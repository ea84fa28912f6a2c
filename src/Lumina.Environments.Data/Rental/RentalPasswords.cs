namespace Lumina.Environments.Data;

/// <summary>The passwords of one component's rented databases. Each time that a database is handed out again it has the next, so that nobody who had it before can enter.</summary>
/// <param name="first">The password when a database is handed out for the first time.</param>
/// <param name="random">For the others.</param>
internal sealed class RentalPasswords(string first, IRandomSource random)
{
    private const int Bytes = 16;

    private readonly List<(string Password, string Verifier)> _known = [];
    private readonly Lock _gate = new();

    /// <summary>A password and its verifier, which is made once: that takes longer than all the rest.</summary>
    /// <param name="uses">How often the database was put right.</param>
    public (string Password, string Verifier) Of(int uses)
    {
        lock (_gate)
        {
            while (_known.Count <= uses)
            {
                string password = _known.Count == 0 ? first : Next();
                _known.Add((password, ScramVerifier.Make(password)));
            }

            return _known[uses];
        }
    }

    private string Next()
    {
        Span<byte> secret = stackalloc byte[Bytes];
        random.Fill(secret);
        return Convert.ToHexStringLower(secret);
    }
}
