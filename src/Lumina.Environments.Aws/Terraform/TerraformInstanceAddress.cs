namespace Lumina.Environments.Aws;

/// <summary>Names one instance of a resource: <c>module.app["a.b"].aws_instance.web[0]</c>.</summary>
/// <param name="Module">The module that it is in; null for the root.</param>
/// <param name="Resource">The resource within its module.</param>
/// <param name="Index">Which of several, as JSON: <c>0</c>, <c>"a"</c>; null where there is one.</param>
internal sealed record TerraformInstanceAddress(string? Module, TerraformAddress Resource, string? Index)
{
    /// <summary>Reads what terraform tells.</summary>
    /// <exception cref="FormatException">It is no address of something that terraform manages.</exception>
    public static TerraformInstanceAddress Parse(string address)
    {
        List<int> dots = FindDots(address);
        if (dots.Count < 1)
        {
            throw new FormatException($"'{address}' is no address of a resource.");
        }

        int name = dots[^1] + 1;
        int type = dots.Count > 1 ? dots[^2] + 1 : 0;
        int bracket = address.IndexOf('[', name);
        return new TerraformInstanceAddress(
            type == 0 ? null : address[..(type - 1)],
            new TerraformAddress(address[type..(name - 1)], bracket < 0 ? address[name..] : address[name..bracket]),
            bracket < 0 ? null : address[(bracket + 1)..^1]);
    }

    public override string ToString() => $"{(Module is null ? "" : Module + ".")}{Resource}{(Index is null ? "" : $"[{Index}]")}";

    /// <summary>Those between the parts; a key may hold some, too.</summary>
    private static List<int> FindDots(string address)
    {
        List<int> dots = [];
        bool isQuoted = false;
        for (int at = 0; at < address.Length; at++)
        {
            switch (address[at])
            {
                case '\\' when isQuoted:
                    at++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case '.' when !isQuoted:
                    dots.Add(at);
                    break;
            }
        }

        return dots;
    }
}
