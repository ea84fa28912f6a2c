namespace Lumina.Environments;

/// <summary>What must hold for where a database's data comes from.</summary>
internal static class DataSourceRules
{
    public static void Check(string path, TestData data, DatabaseType type, FaultList faults)
    {
        if (data.Sources.Count == 0)
        {
            faults.Add($"{path}.sources", "It names no source.", "Name at least one, or leave data out.");
        }

        for (int i = 0; i < data.Sources.Count; i++)
        {
            Check($"{path}.sources[{i}]", data.Sources[i], faults);
            CheckEngine($"{path}.sources[{i}]", data.Sources[i], type, faults);
        }
    }

    private static void Check(string path, DataSource source, FaultList faults)
    {
        switch (source)
        {
            case SqlFilesSource sql:
                CheckFiles($"{path}.sqlFiles", sql.Paths, faults);
                break;
            case CsvFileSource csv:
                faults.NotBlank(path, "csvFile", csv.Path);
                faults.NotBlank(path, "table", csv.Table);
                break;
            case JsonFileSource json:
                faults.NotBlank(path, "jsonFile", json.Path);
                faults.NotBlankIfGiven(path, "table", json.Table);
                break;
            case RedisFileSource redis:
                faults.NotBlank(path, "redisFile", redis.Path);
                break;
            case CodeSource code:
                foreach (SpecificationFault fault in code.Validate())
                {
                    faults.Add(FaultList.Join(path, fault.Path), fault.Problem, fault.Fix);
                }

                CheckSecrets(path, code, faults);
                break;
        }
    }

    private static void CheckSecrets(string path, CodeSource code, FaultList faults)
    {
        foreach (Secret secret in code.Secrets)
        {
            SecretRules.CheckLength($"{path}.secrets", secret, faults);
        }
    }

    // Types are open: of one that another package brings it is that package's to say.
    private static void CheckEngine(string path, DataSource source, DatabaseType type, FaultList faults)
    {
        string? rows = source switch
        {
            SqlFilesSource => "sqlFiles",
            CsvFileSource => "csvFile",
            JsonFileSource => "jsonFile",
            _ => null,
        };
        if (rows is not null && type == DatabaseType.Redis)
        {
            faults.Add($"{path}.{rows}", "A Redis database has no tables and takes no such file.", "Give its data as a file of commands: redisFile, or TestData.FromRedisFile in code.");
        }

        if (source is RedisFileSource && (type == DatabaseType.PostgreSql || type == DatabaseType.MySql))
        {
            faults.Add($"{path}.redisFile", $"A {type} database takes no Redis commands.", "Use sqlFiles, csvFile or jsonFile.");
        }
    }

    private static void CheckFiles(string path, IReadOnlyList<string> files, FaultList faults)
    {
        if (files.Count == 0)
        {
            faults.Add(path, "It names no file.", "Name at least one, or leave the source out.");
        }

        for (int i = 0; i < files.Count; i++)
        {
            faults.NotBlank($"{path}[{i}]", "", files[i]);
        }
    }
}
