using System.Globalization;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Aws;

/// <summary>The settings of one cloud resource, read and held against what they may be.</summary>
internal sealed class ResourceSettings(ResourceSpec resource)
{
    public string Name => resource.Name;

    /// <summary>What the resource is called in a sentence.</summary>
    public string Title => $"{resource.Type} '{resource.Name}'";

    public IReadOnlyDictionary<string, string> All => resource.Settings;

    /// <summary>The setting; null where it is not given.</summary>
    public string? Find(string name) => resource.Settings.GetValueOrDefault(name);

    /// <summary>The setting, which <see cref="WhyNotGiven"/> has asked for.</summary>
    public string Get(string name) => Find(name) ?? throw new InvalidOperationException($"{Title} has no setting '{name}'.");

    public bool Flag(string name) => Find(name) == "true";

    public long Number(string name, long otherwise) => Find(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The name of an output, and of the terraform output behind it.</summary>
    public string OutputName(string output) => $"{Name}.{output}";

    /// <summary>What is wrong with a setting, at its place from whoever has it: the resource, or the database.</summary>
    public SpecificationFault Fault(string name, string problem, string fix) => new($"settings.{name}", problem, fix);

    public SpecificationFault? WhyNotGiven(string name, string what) => string.IsNullOrWhiteSpace(Find(name)) ? Fault(name, $"{Title} wants the setting '{name}'.", $"Give {what}.") : null;

    public SpecificationFault? WhyNotFlag(string name) => WhyNotOneOf(name, ["true", "false"]);

    public SpecificationFault? WhyNotOneOf(string name, IReadOnlyList<string> words) => Find(name) is { } word && !words.Contains(word, StringComparer.Ordinal)
        ? Fault(name, $"{Title} has '{word}' for '{name}'.", $"It is one of {string.Join(", ", words)}.")
        : null;

    public SpecificationFault? WhyNotNumber(string name, long from, long to) =>
        Find(name) is { } text && (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number < from || number > to)
            ? Fault(name, $"{Title} has '{text}' for '{name}'.", string.Create(CultureInfo.InvariantCulture, $"It is a number from {from} to {to}."))
            : null;

    public SpecificationFault? WhyNotLike(string name, Regex form, string what) =>
        Find(name) is { Length: > 0 } text && !form.IsMatch(text) ? Fault(name, $"{Title} has '{text}' for '{name}'.", $"It is {what}.") : null;

    /// <summary>Settings that nothing reads are mistakes.</summary>
    public IEnumerable<SpecificationFault> FindUnknown(IReadOnlyList<string> known) => resource.Settings.Keys
        .Where(key => !known.Any(name => name.EndsWith('.') ? key.Length > name.Length && key.StartsWith(name, StringComparison.Ordinal) : key == name))
        .Select(key => Fault(key, $"{Title} has a setting '{key}', which there is not.", $"There are {(known.Count > 0 ? string.Join(", ", known.Select(name => name.EndsWith('.') ? name + "NAME" : name)) : "none")}."));
}
