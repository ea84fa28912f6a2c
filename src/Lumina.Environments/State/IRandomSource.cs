namespace Lumina.Environments;

/// <summary>Where identifiers and credentials get their randomness from. A test hands in its own.</summary>
public interface IRandomSource
{
    /// <summary>Fills the bytes.</summary>
    void Fill(Span<byte> bytes);
}
