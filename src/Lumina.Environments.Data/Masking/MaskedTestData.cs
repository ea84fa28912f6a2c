namespace Lumina.Environments;

/// <summary>Test data that comes from a real database.</summary>
public static class MaskedTestData
{
    extension(TestData)
    {
        /// <summary>A part of a real PostgreSQL database with its personal data replaced, for tables that earlier sources have made.</summary>
        /// <param name="copy">What is copied, and how it is masked.</param>
        public static TestData FromMaskedCopy(MaskedCopy copy)
        {
            ArgumentNullException.ThrowIfNull(copy);
            return new TestData(copy);
        }
    }
}
