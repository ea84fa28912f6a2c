using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Reads and writes objects of one type by the table of their members. What is given is laid over the type's own defaults, so that an absent member has its initializer's value; what has its default's value is left out.</summary>
/// <param name="what">What the objects are, for messages.</param>
/// <param name="blank">A new object with its defaults, and with placeholders for what is required.</param>
internal sealed class JsonObject<T>(string what, Func<T> blank) : JsonCodec<T>
    where T : class
{
    private readonly List<JsonMember<T>> _members = [];

    public override string Form => $"It is an object: {what}.";

    public IEnumerable<string> Names => _members.Select(member => member.Name);

    public JsonObject<T> Required<TValue>(string name, JsonCodec<TValue> codec, Func<T, TValue?> get, Func<T, TValue, T> set) => Add(new JsonMember<T, TValue>(name, isRequired: true, codec, get, set));

    public JsonObject<T> Optional<TValue>(string name, JsonCodec<TValue> codec, Func<T, TValue?> get, Func<T, TValue, T> set) => Add(new JsonMember<T, TValue>(name, isRequired: false, codec, get, set));

    public JsonObject<T> OptionalValue<TValue>(string name, JsonCodec<TValue> codec, Func<T, TValue?> get, Func<T, TValue?, T> set)
        where TValue : struct =>
        Add(new JsonMember<T, TValue?>(name, isRequired: false, new NullableCodec<TValue>(codec), get, set));

    public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out T value)
    {
        value = null;
        if (reading.MembersOf(json) is not { } given)
        {
            return Refuse(json, path, reading);
        }

        value = ReadMembers(blank(), given, path, reading);
        return true;
    }

    /// <summary>Lays the members that are given over an object.</summary>
    public T ReadMembers(T target, IEnumerable<JsonProperty> given, string path, JsonReading reading)
    {
        bool[] seen = new bool[_members.Count];
        int next = 0;
        foreach (JsonProperty property in given)
        {
            string name = property.Name;
            int index = IndexOf(name, next, reading.NameComparer);
            string place = JsonReading.Join(path, index < 0 ? name : _members[index].Name);
            if (index < 0)
            {
                RefuseUnknown(name, place, reading);
                continue;
            }

            next = index + 1;
            if (seen[index])
            {
                reading.Faults.Add(place, $"'{name}' is there twice.", "Leave one of the two out.");
            }
            else if (property.Value.ValueKind != JsonValueKind.Null || reading.IsConfiguration)
            {
                target = _members[index].Read(target, property.Value, place, reading);
            }

            seen[index] = true;
        }

        for (int i = 0; i < seen.Length; i++)
        {
            if (_members[i].IsRequired && !seen[i])
            {
                reading.Faults.Add(JsonReading.Join(path, _members[i].Name), $"'{_members[i].Name}' is missing.", _members[i].Form);
            }
        }

        return target;
    }

    public override void Write(Utf8JsonWriter writer, T value)
    {
        writer.WriteStartObject();
        WriteMembers(writer, value);
        writer.WriteEndObject();
    }

    public void WriteMembers(Utf8JsonWriter writer, T value)
    {
        T defaults = blank();
        foreach (JsonMember<T> member in _members)
        {
            member.Write(writer, value, defaults);
        }
    }

    public override bool AreSame(T left, T right) => _members.TrueForAll(member => member.IsSame(left, right));

    // Members come mostly in the table's order, as they were written: who looks from the last one on finds the next at once.
    private int IndexOf(string name, int start, StringComparer comparer)
    {
        for (int i = 0; i < _members.Count; i++)
        {
            int index = (start + i) % _members.Count;
            if (comparer.Equals(_members[index].Name, name))
            {
                return index;
            }
        }

        return -1;
    }

    private JsonObject<T> Add(JsonMember<T> member)
    {
        _members.Add(member);
        return this;
    }

    private void RefuseUnknown(string name, string place, JsonReading reading)
    {
        if (!reading.PassesOverUnknown)
        {
            reading.Faults.Add(place, $"'{name}' is no member of {what}.", Suggestion.Of(name, Names));
        }
    }
}
