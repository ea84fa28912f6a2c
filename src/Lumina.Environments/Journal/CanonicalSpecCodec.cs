using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>A spec in its canonical form, within an event or a snapshot.</summary>
internal sealed class CanonicalSpecCodec(EnvironmentSpecJson specs) : JsonCodec<EnvironmentSpec>
{
    public override string Form => specs.Codec.Form;

    public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out EnvironmentSpec value) =>
        specs.Codec.TryRead(json, path, reading, out value);

    public override void Write(Utf8JsonWriter writer, EnvironmentSpec value) => specs.Write(writer, value);
}
