namespace Lumina.Environments;

/// <summary>Finds the well-known type of database that somebody most likely meant.</summary>
internal static class MeantDatabaseType
{
    /// <summary>It, as a question with a space after it; empty where the type is well known, nothing is near, or the component is no database.</summary>
    public static string Ask(ComponentSpec component)
    {
        if (component is not DatabaseSpec { Type.Name: var type } || DatabaseType.WellKnown.Any(known => known.Name == type))
        {
            return "";
        }

        string? meant = type switch
        {
            "mariadb" => DatabaseType.MySql.Name,
            "mssql" => DatabaseType.SqlServer.Name,
            _ => NearestName.Find(type, DatabaseType.WellKnown.Select(known => known.Name)),
        };
        return meant is null ? "" : $"Did you mean '{meant}'? ";
    }
}
