using System.Text.Json.Serialization;

namespace Lumina.Environments.Aws;

/// <summary>How a module's spec is written and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TerraformModuleSpec))]
internal sealed partial class TerraformModuleJson : JsonSerializerContext;
