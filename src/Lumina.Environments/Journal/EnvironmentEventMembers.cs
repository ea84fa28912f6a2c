namespace Lumina.Environments;

/// <summary>The members that many events have.</summary>
internal static class EnvironmentEventMembers
{
    public static JsonObject<T> WithStamp<T>(this JsonObject<T> codec)
        where T : EnvironmentEvent =>
        codec
            .Required("environmentId", EventCodecs.Id, e => e.EnvironmentId, (e, value) => (T)((EnvironmentEvent)e with { EnvironmentId = value }))
            .Required("sequence", EventCodecs.Long, e => e.Sequence, (e, value) => (T)((EnvironmentEvent)e with { Sequence = value }))
            .Required("time", EventCodecs.Time, e => e.Time, (e, value) => (T)((EnvironmentEvent)e with { Time = value }))
            .Required("actor", Codecs.Text, e => e.Actor, (e, value) => (T)((EnvironmentEvent)e with { Actor = value }));

    public static JsonObject<T> WithComponent<T>(this JsonObject<T> codec)
        where T : ComponentEvent =>
        codec.Required("component", Codecs.ComponentName, e => e.Component, (e, value) => (T)((ComponentEvent)e with { Component = value }));
}
