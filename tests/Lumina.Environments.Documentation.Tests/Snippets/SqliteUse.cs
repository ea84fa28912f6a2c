namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class SqliteUse
{
    public static EnvironmentManager Create()
    {
        // snippet: sqlite
        EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory().UseSqlite("state/lumina.db"));
        // end snippet
        return manager;
    }
}
