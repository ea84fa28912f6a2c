using System.Collections;

namespace Lumina.Environments.Aws;

/// <summary>Arguments and nested blocks, in the order in which they were added. The names are the provider's and never a user's.</summary>
internal sealed class TerraformBlock : IEnumerable<KeyValuePair<string, TerraformValue>>
{
    private readonly List<KeyValuePair<string, TerraformValue>> _arguments = [];

    /// <summary>Null leaves the argument out.</summary>
    public TerraformValue? this[string name]
    {
        set => Add(name, value);
    }

    public void Add(string name, TerraformValue? value)
    {
        if (!TerraformAddress.IsIdentifier(name))
        {
            throw new ArgumentException($"'{name}' is no name of an argument.", nameof(name));
        }

        if (value is not null)
        {
            _arguments.Add(new(name, value));
        }
    }

    public IEnumerator<KeyValuePair<string, TerraformValue>> GetEnumerator() => _arguments.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
