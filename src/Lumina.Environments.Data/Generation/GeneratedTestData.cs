namespace Lumina.Environments;

/// <summary>Test data that is made up.</summary>
public static class GeneratedTestData
{
    extension(TestData)
    {
        /// <summary>Rows that are made up for tables that earlier sources have made: the same rows for the same seed.</summary>
        /// <param name="seed">Another seed gives other rows.</param>
        /// <param name="tables">The tables, in any order; parents are filled before their children.</param>
        public static TestData Generate(int seed, params IReadOnlyList<GeneratedTable> tables) => new(new GeneratedSource(seed, tables));
    }
}
