using System.Globalization;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Aws;

/// <summary>An engine of RDS, for a spec's type and version.</summary>
/// <param name="Name">Its name on RDS.</param>
/// <param name="Port">Its usual port.</param>
internal sealed partial record RdsEngine(string Name, int Port)
{
    /// <summary>MySQL is at 9; from here on a version is one of MariaDB's.</summary>
    private const int FirstOfMariaDb = 10;

    private static readonly RdsEngine PostgreSql = new("postgres", 5432);
    private static readonly RdsEngine MySql = new("mysql", 3306);
    private static readonly RdsEngine MariaDb = new("mariadb", 3306);

    public static bool Takes(DatabaseType type) => type == DatabaseType.PostgreSql || type == DatabaseType.MySql;

    public static RdsEngine Of(DatabaseSpec spec) => spec.Type == DatabaseType.PostgreSql ? PostgreSql : Major(spec.Version) >= FirstOfMariaDb ? MariaDb : MySql;

    public static IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec)
    {
        if (spec.Version is not { } version)
        {
            yield break;
        }

        if (!Numbers().IsMatch(version))
        {
            yield return new("version", $"'{version}' is no version of an engine of RDS.", $"Write numbers, such as {(spec.Type == DatabaseType.PostgreSql ? "16" : "8.4")}, or leave version out for the one that RDS takes.");
        }
        else if (spec.Type == DatabaseType.MySql && !version.Contains('.', StringComparison.Ordinal))
        {
            yield return new("version", $"RDS knows MySQL and MariaDB by two numbers, and '{version}' is one.", "Write 8.0, 8.4 or 11.4, say.");
        }
    }

    private static int Major(string? version) => int.TryParse(version?.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : 0;

    [GeneratedRegex(@"^\d{1,3}(\.\d{1,3}){0,3}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Numbers();
}
