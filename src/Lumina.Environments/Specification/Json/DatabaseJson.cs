namespace Lumina.Environments;

/// <summary>Databases as JSON.</summary>
internal static class DatabaseJson
{
    private static readonly JsonObject<TestData> Data = new JsonObject<TestData>("data", () => new TestData())
        .Required("sources", Codecs.List(new DataSourceCodec()), data => data.Sources, (_, value) => new TestData(value));

    public static readonly JsonObject<DatabaseSpec> Codec = new JsonObject<DatabaseSpec>("a database", () => new DatabaseSpec("", default))
        .WithName()
        .Required("type", Codecs.Name(name => new DatabaseType(name), type => type.Name), spec => spec.Type, (spec, value) => spec with { Type = value })
        .Optional("version", Codecs.Text, spec => spec.Version, (spec, value) => spec with { Version = value })
        .Optional("instanceClass", Codecs.Text, spec => spec.InstanceClass, (spec, value) => spec with { InstanceClass = value })
        .OptionalValue("storageGib", Codecs.Integer, spec => spec.StorageGib, (spec, value) => spec with { StorageGib = value })
        .Optional("multiAz", Codecs.Boolean, spec => spec.MultiAz, (spec, value) => spec with { MultiAz = value })
        .Optional("backupRetentionDays", Codecs.Integer, spec => spec.BackupRetentionDays, (spec, value) => spec with { BackupRetentionDays = value })
        .Optional("encrypted", Codecs.Boolean, spec => spec.Encrypted, (spec, value) => spec with { Encrypted = value })
        .Optional("settings", Codecs.TextMap, spec => spec.Settings, (spec, value) => spec with { Settings = value })
        .Optional("schemas", Codecs.Texts, spec => spec.Schemas, (spec, value) => spec with { Schemas = value })
        .Optional("data", Data, spec => spec.Data, (spec, value) => spec with { Data = value })
        .Optional("existing", SecretCodec.Instance, spec => spec.Existing, (spec, value) => spec with { Existing = value })
        .WithComponentMembers();
}
