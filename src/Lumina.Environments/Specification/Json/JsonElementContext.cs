using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lumina.Environments;

/// <summary>How JSON as it is is written, without reflection.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class JsonElementContext : JsonSerializerContext;
