namespace Shop.Demo;

/// <summary>The demonstration cannot go on; the message says why to a person.</summary>
internal sealed class DemoException(string message) : Exception(message);
