namespace Shop.Api;

/// <summary>An order as it is kept.</summary>
public sealed record Order(int Id, string Customer, string Product, int Quantity);

/// <summary>An order as it is asked for.</summary>
public sealed record NewOrder(string Customer, string Product, int Quantity);

/// <summary>How many orders there are, and whether the database or the cache said so.</summary>
public sealed record OrderCount(long Count, string From);
