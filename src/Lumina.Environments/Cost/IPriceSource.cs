namespace Lumina.Environments;

/// <summary>Knows prices. Of several the first that knows a price wins; the table that the library brings is asked last.</summary>
public interface IPriceSource
{
    /// <summary>The price of an item, for one of it; null where it is not known. What is free has a price of 0. It is asked in every plan: it must answer from memory.</summary>
    Price? Find(PricedItem item);
}
