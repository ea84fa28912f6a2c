using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Sources of data: an object that is told by one of its members, such as <c>{"csvFile": "orders.csv", "table": "orders"}</c>. Of code there is only its kind and key.</summary>
internal sealed class DataSourceCodec : JsonCodec<DataSource>
{
    private const string SqlMember = "sqlFiles";
    private const string CsvMember = "csvFile";
    private const string JsonMember = "jsonFile";
    private const string RedisMember = "redisFile";
    private const string CodeMember = "code";
    private const string TableMember = "table";

    private static readonly string[] Kinds = [SqlMember, CsvMember, JsonMember, RedisMember, CodeMember];

    private static readonly JsonObject<SqlFilesSource> Sql = new JsonObject<SqlFilesSource>("SQL files", () => new SqlFilesSource([]))
        .Required(SqlMember, Codecs.Texts, source => source.Paths, (source, value) => source with { Paths = value });

    private static readonly JsonObject<CsvFileSource> Csv = new JsonObject<CsvFileSource>("a CSV file", () => new CsvFileSource("", ""))
        .Required(CsvMember, Codecs.Text, source => source.Path, (source, value) => source with { Path = value })
        .Required(TableMember, Codecs.Text, source => source.Table, (source, value) => source with { Table = value });

    private static readonly JsonObject<JsonFileSource> Json = new JsonObject<JsonFileSource>("a JSON file", () => new JsonFileSource(""))
        .Required(JsonMember, Codecs.Text, source => source.Path, (source, value) => source with { Path = value })
        .Optional(TableMember, Codecs.Text, source => source.Table, (source, value) => source with { Table = value });

    private static readonly JsonObject<RedisFileSource> Redis = new JsonObject<RedisFileSource>("a file of Redis commands", () => new RedisFileSource(""))
        .Required(RedisMember, Codecs.Text, source => source.Path, (source, value) => source with { Path = value });

    private static readonly JsonObject<CodeSource> Code = new JsonObject<CodeSource>("a source that is code", () => new MissingCodeSource(""))
        .Required(CodeMember, Codecs.Text, source => source.Kind, (source, value) => new MissingCodeSource(value, source.Key))
        .Optional("key", Codecs.Text, source => source.Key, (source, value) => new MissingCodeSource(source.Kind, value));

    public override string Form => "A source of data has one of the members sqlFiles, csvFile (with table), jsonFile and redisFile.";

    public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out DataSource value)
    {
        value = null;
        if (reading.MembersOf(json) is not { } members)
        {
            return Refuse(json, path, reading);
        }

        string[] names = [.. members.Select(member => member.Name)];
        string[] kinds = [.. Kinds.Where(kind => names.Contains(kind, reading.NameComparer))];
        if (kinds.Length != 1)
        {
            reading.Faults.Add(path, kinds.Length == 0 ? $"It has none of them: {string.Join(", ", names)}." : $"It has several: {string.Join(", ", kinds)}.", Form);
            return false;
        }

        value = kinds[0] switch
        {
            SqlMember => Read(Sql, json, path, reading),
            CsvMember => Read(Csv, json, path, reading),
            JsonMember => Read(Json, json, path, reading),
            RedisMember => Read(Redis, json, path, reading),
            _ => Read(Code, json, path, reading),
        };
        return value is not null;
    }

    public override void Write(Utf8JsonWriter writer, DataSource value)
    {
        switch (value)
        {
            case SqlFilesSource sql:
                Sql.Write(writer, sql);
                break;
            case CsvFileSource csv:
                Csv.Write(writer, csv);
                break;
            case JsonFileSource file:
                Json.Write(writer, file);
                break;
            case RedisFileSource redis:
                Redis.Write(writer, redis);
                break;
            case CodeSource code:
                Code.Write(writer, code);
                break;
            default:
                throw new InvalidOperationException($"{value.GetType().Name} has no JSON.");
        }
    }

    private static T? Read<T>(JsonObject<T> codec, JsonElement json, string path, JsonReading reading)
        where T : DataSource =>
        codec.TryRead(json, path, reading, out T? value) ? value : null;
}
