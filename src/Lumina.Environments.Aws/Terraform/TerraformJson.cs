using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>
/// A configuration, written as terraform's JSON. It is sorted, so that the same things give the same text in whatever order they came.
/// </summary>
internal sealed class TerraformJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private readonly Dictionary<string, (TerraformProvider Provider, TerraformBlock Settings)> _providers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedDictionary<string, TerraformBlock>> _resources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedDictionary<string, TerraformBlock>> _data = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, TerraformBlock>> _aliases = [];
    private readonly SortedDictionary<string, TerraformBlock> _modules = new(StringComparer.Ordinal);
    private readonly TerraformBlock _locals = [];
    private readonly SortedDictionary<string, (TerraformValue Value, bool IsSensitive, string? Module)> _outputs = new(StringComparer.Ordinal);

    public IEnumerable<TerraformProvider> Providers => _providers.Values.Select(provider => provider.Provider);

    /// <summary>The resources, without what is only looked up.</summary>
    public IEnumerable<TerraformAddress> Addresses => _resources.SelectMany(type => type.Value.Keys.Select(name => new TerraformAddress(type.Key, name)));

    /// <summary>The resources with their arguments.</summary>
    public IEnumerable<(TerraformAddress Address, TerraformBlock Arguments)> Resources =>
        _resources.SelectMany(type => type.Value.Select(resource => (new TerraformAddress(type.Key, resource.Key), resource.Value)));

    /// <summary>The calls of modules, as addresses.</summary>
    public IEnumerable<TerraformAddress> ModuleAddresses => _modules.Keys.Select(name => new TerraformAddress(TerraformAddress.ModuleType, name));

    public TerraformJson Provider(TerraformProvider provider, TerraformBlock settings)
    {
        _providers.Add(provider.Name, (provider, settings));
        return this;
    }

    /// <summary>A provider under another name, for a module.</summary>
    public TerraformJson ProviderAlias(string provider, string alias, TerraformBlock settings)
    {
        settings["alias"] = alias;
        _aliases.Add(new(provider, settings));
        return this;
    }

    /// <summary>A call of a module.</summary>
    public TerraformJson Module(string name, TerraformBlock arguments)
    {
        _modules.Add(TerraformAddress.IsIdentifier(name) ? name : throw new ArgumentException($"'{name}' is no name of a module.", nameof(name)), arguments);
        return this;
    }

    /// <summary>A value that all parts can refer to.</summary>
    public TerraformJson Local(string name, TerraformValue value)
    {
        _locals.Add(name, value);
        return this;
    }

    public TerraformJson Resource(TerraformAddress address, TerraformBlock arguments) => Add(_resources, address, arguments);

    /// <summary>Something that is only looked up.</summary>
    public TerraformJson Data(TerraformAddress address, TerraformBlock arguments) => Add(_data, address, arguments);

    /// <summary>A sensitive one is in the state alone, and in no event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isSensitive">Whether it is.</param>
    /// <param name="module">The module that it is of: where not all of a configuration is applied, terraform works out only what depends on something that is.</param>
    public TerraformJson Output(string name, TerraformValue value, bool isSensitive = false, string? module = null)
    {
        _outputs.Add(TerraformAddress.IsIdentifier(name) ? name : throw new ArgumentException($"'{name}' is no name of an output.", nameof(name)), (value, isSensitive, module));
        return this;
    }

    public override string ToString() => System.Text.Encoding.UTF8.GetString(ToBytes());

    public byte[] ToBytes()
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter writer = new(bytes, Options))
        {
            writer.WriteStartObject();
            WriteProviders(writer);
            WriteBlocks(writer, "provider", _aliases);
            WriteBlocks(writer, "module", _modules);
            if (_locals.Any())
            {
                writer.WritePropertyName("locals");
                TerraformValueWriter.Write(writer, _locals);
            }

            WriteResources(writer, "data", _data);
            WriteResources(writer, "resource", _resources);
            WriteOutputs(writer);
            writer.WriteEndObject();
        }

        return [.. bytes.WrittenSpan, (byte)'\n'];
    }

    private TerraformJson Add(SortedDictionary<string, SortedDictionary<string, TerraformBlock>> all, TerraformAddress address, TerraformBlock arguments)
    {
        if (!all.TryGetValue(address.Type, out SortedDictionary<string, TerraformBlock>? ofType))
        {
            all.Add(address.Type, ofType = new(StringComparer.Ordinal));
        }

        ofType.Add(address.Name, arguments);
        return this;
    }

    private void WriteProviders(Utf8JsonWriter writer)
    {
        if (_providers.Count == 0)
        {
            return;
        }

        (TerraformProvider Provider, TerraformBlock Settings)[] providers = [.. _providers.OrderBy(provider => provider.Key, StringComparer.Ordinal).Select(provider => provider.Value)];
        writer.WriteStartObject("terraform");
        writer.WriteStartObject("required_providers");
        foreach (TerraformProvider provider in providers.Select(provider => provider.Provider))
        {
            writer.WriteStartObject(provider.Name);
            writer.WriteString("source", provider.Source);
            writer.WriteString("version", provider.Version);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("provider");
        foreach ((TerraformProvider provider, TerraformBlock settings) in providers)
        {
            writer.WritePropertyName(provider.Name);
            TerraformValueWriter.Write(writer, settings);
        }

        writer.WriteEndObject();
    }

    private static void WriteBlocks(Utf8JsonWriter writer, string kind, IReadOnlyCollection<KeyValuePair<string, TerraformBlock>> blocks)
    {
        if (blocks.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(kind);
        foreach ((string name, TerraformBlock block) in blocks)
        {
            writer.WritePropertyName(name);
            TerraformValueWriter.Write(writer, block);
        }

        writer.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter writer, string kind, SortedDictionary<string, SortedDictionary<string, TerraformBlock>> resources)
    {
        if (resources.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(kind);
        foreach ((string type, SortedDictionary<string, TerraformBlock> ofType) in resources)
        {
            writer.WriteStartObject(type);
            foreach ((string name, TerraformBlock arguments) in ofType)
            {
                writer.WritePropertyName(name);
                TerraformValueWriter.Write(writer, arguments);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteOutputs(Utf8JsonWriter writer)
    {
        if (_outputs.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("output");
        foreach ((string name, (TerraformValue value, bool isSensitive, string? module)) in _outputs)
        {
            writer.WriteStartObject(name);
            writer.WritePropertyName("value");
            TerraformValueWriter.Write(writer, value);
            if (isSensitive)
            {
                writer.WriteBoolean("sensitive", value: true);
            }

            if (module is not null)
            {
                writer.WriteStartArray("depends_on");
                writer.WriteStringValue($"{TerraformAddress.ModuleType}.{module}");
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
