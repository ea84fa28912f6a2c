namespace Lumina.Environments;

/// <summary>One value that a component gives to others.</summary>
/// <param name="Name">Its name, one of <see cref="OutputNames"/>, an endpoint's name, or a provider's own.</param>
/// <param name="Value">The value; null where it is a secret.</param>
/// <param name="Secret">The value where it is a secret.</param>
/// <param name="Vantage">Where it holds.</param>
public sealed record ComponentOutput(string Name, string? Value, Secret? Secret, Vantage Vantage)
{
    /// <summary>Whether it holds in one process only, and as long as that lives, such as the address of a port that it forwards. It is then in no journal and no store: a process that attaches to the environment gets its own. Default: no.</summary>
    public bool EndsWithProcess { get; init; }

    /// <summary>Whether the value is a secret.</summary>
    public bool IsSecret => Secret is not null;

    /// <summary>The value, revealed where it is a secret.</summary>
    public string Reveal() => Secret is null ? Value! : Secret.Reveal();
}
