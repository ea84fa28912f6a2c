namespace Lumina.Environments;

/// <summary>What must hold for a database.</summary>
internal static class DatabaseRules
{
    public static void Check(string path, DatabaseSpec database, FaultList faults)
    {
        faults.Word(path, "type", database.Type.Name, "type of database", "postgresql, mysql or redis");
        faults.NotBlankIfGiven(path, "version", database.Version);
        faults.NotBlankIfGiven(path, "instanceClass", database.InstanceClass);
        if (database.StorageGib is { } storage)
        {
            faults.Range(path, "storageGib", storage, Bounds.StorageGib);
        }

        faults.Range(path, "backupRetentionDays", database.BackupRetentionDays, Bounds.DatabaseBackupDays);
        faults.Distinct($"{path}.schemas", database.Schemas, schema => schema, "", "schema a name");
        for (int i = 0; i < database.Schemas.Count; i++)
        {
            faults.NotBlank($"{path}.schemas[{i}]", "", database.Schemas[i]);
        }

        CheckData(path, database, faults);
    }

    private static void CheckData(string path, DatabaseSpec database, FaultList faults)
    {
        if (database.Data is not { } data)
        {
            return;
        }

        if (database.Existing is not null)
        {
            faults.Add($"{path}.data", $"'{database.Name}' exists already and is not this environment's to fill.", "Leave data or existing out.");
        }

        DataSourceRules.Check($"{path}.data", data, database.Type, faults);
    }
}
