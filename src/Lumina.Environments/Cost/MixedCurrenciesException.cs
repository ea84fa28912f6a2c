namespace Lumina.Environments;

/// <summary>Prices in different currencies were to be added. They are not: bring prices in one currency.</summary>
public sealed class MixedCurrenciesException : EnvironmentException
{
    internal MixedCurrenciesException(Price first, Price second)
        : base($"Prices in {first.Currency} ({first.Provider} {first.Kind} {first.Sku}, {first.Source}) and in {second.Currency} ({second.Provider} {second.Kind} {second.Sku}, {second.Source}) cannot be added. Bring an IPriceSource that has both in one currency.") =>
        (First, Second) = (first, second);

    /// <summary>A price in one currency.</summary>
    public Price First { get; }

    /// <summary>A price in another.</summary>
    public Price Second { get; }
}
