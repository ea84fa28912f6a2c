namespace Lumina.Environments;

/// <summary>One value that a component gives to others.</summary>
/// <param name="Name">Its name, one of <see cref="OutputNames"/>, an endpoint's name, or a provider's own.</param>
/// <param name="Value">The value; null where it is a secret.</param>
/// <param name="Secret">The value where it is a secret.</param>
/// <param name="Vantage">Where it holds.</param>
public sealed record ComponentOutput(string Name, string? Value, Secret? Secret, Vantage Vantage)
{
    /// <summary>Whether the value is a secret.</summary>
    public bool IsSecret => Secret is not null;

    /// <summary>The value, revealed where it is a secret.</summary>
    public string Reveal() => Secret is null ? Value! : Secret.Reveal();
}
