using System.Text.Json.Serialization;

namespace Lumina.Environments.Tests.Specification;

[JsonSerializable(typeof(BrokerSpec))]
internal sealed partial class BrokerJsonContext : JsonSerializerContext;
