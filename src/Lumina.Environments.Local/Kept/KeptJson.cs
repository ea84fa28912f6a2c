using System.Runtime.Versioning;
using System.Text.Json.Serialization;

namespace Lumina.Environments.Local;

[SupportedOSPlatform("linux")]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(KeptOwner))]
[JsonSerializable(typeof(KeptState))]
internal sealed partial class KeptJson : JsonSerializerContext;
