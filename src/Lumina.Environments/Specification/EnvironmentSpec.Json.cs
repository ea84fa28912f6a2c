using Microsoft.Extensions.Configuration;

namespace Lumina.Environments;

public sealed partial record EnvironmentSpec
{
    /// <summary>Reads a spec from JSON, as <c>docs/environment.schema.json</c> describes it. Comments and trailing commas are allowed; members that are not known are faults.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidEnvironmentSpecException">It cannot be read: all that is wrong is in it, each with its path.</exception>
    public static EnvironmentSpec FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return EnvironmentSpecJson.Default.Parse(json);
    }

    /// <summary>Reads a spec from a JSON file. A relative path is sought in the working directory, in the program's directory, and in the folders above each of them.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file; every place that was looked at is in the message.</exception>
    /// <exception cref="InvalidEnvironmentSpecException">It cannot be read: all that is wrong is in it, each with its path.</exception>
    public static EnvironmentSpec FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return FromJson(File.ReadAllText(SpecificationFile.Find(path)));
    }

    /// <summary>Reads a spec from configuration: the same members as in JSON, keys in any case, everything given as text.</summary>
    /// <param name="configuration">The section that holds the spec.</param>
    /// <exception cref="InvalidEnvironmentSpecException">It cannot be read: all that is wrong is in it, each with its path.</exception>
    public static EnvironmentSpec FromConfiguration(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration is IConfigurationSection section && !section.Exists())
        {
            throw new InvalidEnvironmentSpecException(section.Key, [new SpecificationFault("", $"The configuration has no section '{section.Path}'.", "Name one that it has, or load what that one is in.")]);
        }

        return EnvironmentSpecJson.Default.Read(ConfigurationJson.From(configuration), new JsonReading { IsConfiguration = true });
    }

    /// <summary>The canonical JSON: members in one order, defaults left out, a secret as where it comes from. A component of a kind that comes from code alone has only what every component has.</summary>
    /// <param name="indented">Whether it is for people: on several lines.</param>
    public string ToJson(bool indented = false) => JsonText.Write(writer => EnvironmentSpecJson.Default.Write(writer, this), indented);

    /// <summary>Whether the canonical JSON of both is the same.</summary>
    public bool Equals(EnvironmentSpec? other) => ReferenceEquals(this, other)
        || (other is not null && Name == other.Name && Owner == other.Owner && EnvironmentSpecJson.Default.AreSame(this, other));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Owner, Type, Lifetime, Databases.Count, Services.Count);
}
