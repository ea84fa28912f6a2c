using System.Collections;

namespace Lumina.Environments;

/// <summary>What a component gives to others: names and values, some of them secret, each with the place from which it holds.</summary>
public sealed class ComponentOutputs : IReadOnlyList<ComponentOutput>
{
    private readonly ComponentOutput[] _outputs;

    /// <summary>Makes the outputs from a list.</summary>
    /// <exception cref="ArgumentException">Two outputs of one name hold from the same place.</exception>
    public ComponentOutputs(IEnumerable<ComponentOutput> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        _outputs = [.. outputs];
        for (int i = 0; i < _outputs.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (_outputs[i].Name == _outputs[j].Name && (_outputs[i].Vantage & _outputs[j].Vantage) != 0)
                {
                    throw new ArgumentException($"Two outputs named '{_outputs[i].Name}' hold from the same place.", nameof(outputs));
                }
            }
        }
    }

    private ComponentOutputs(ComponentOutput[] outputs) => _outputs = outputs;

    /// <summary>No outputs.</summary>
    public static ComponentOutputs Empty { get; } = new([]);

    /// <inheritdoc />
    public int Count => _outputs.Length;

    /// <inheritdoc />
    public ComponentOutput this[int index] => _outputs[index];

    /// <summary>These outputs and one more value, in place of one of the same name that holds from the same place.</summary>
    public ComponentOutputs With(string name, string value, Vantage vantage = Vantage.Everywhere) =>
        With(new ComponentOutput(name, value, Secret: null, vantage));

    /// <summary>These outputs and one more secret, in place of one of the same name that holds from the same place.</summary>
    public ComponentOutputs With(string name, Secret value, Vantage vantage = Vantage.Everywhere) =>
        With(new ComponentOutput(name, Value: null, value, vantage));

    /// <summary>These outputs and one more, in place of one of the same name that holds from the same place.</summary>
    public ComponentOutputs With(ComponentOutput added)
    {
        ArgumentNullException.ThrowIfNull(added);
        return new([.. _outputs.Where(output => output.Name != added.Name || (output.Vantage & added.Vantage) == 0), added]);
    }

    /// <summary>The output of that name that holds from that place, or null.</summary>
    public ComponentOutput? Find(string name, Vantage from = Vantage.Host)
    {
        foreach (ComponentOutput output in _outputs)
        {
            if ((output.Vantage & from) != 0 && string.Equals(output.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return output;
            }
        }

        return null;
    }

    /// <inheritdoc />
    public IEnumerator<ComponentOutput> GetEnumerator() => ((IEnumerable<ComponentOutput>)_outputs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
