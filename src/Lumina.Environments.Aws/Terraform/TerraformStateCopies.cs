using System.Globalization;
using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>Whole states of the past. Terraform truncates its own in place, so a kill at the wrong moment takes it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TerraformStateCopies(string directory)
{
    private const int Kept = 3;
    private const string Suffix = ".tfstate";

    /// <summary>Keeps a state if it is whole and not the last one again.</summary>
    /// <returns>Whether it is whole.</returns>
    public bool Keep(byte[] state)
    {
        if (TerraformState.TryParse(state) is null)
        {
            return false;
        }

        string[] files = Files();
        if (files.Length == 0 || !File.ReadAllBytes(files[0]).AsSpan().SequenceEqual(state))
        {
            int next = files.Length == 0 ? 1 : int.Parse(Path.GetFileNameWithoutExtension(files[0]), CultureInfo.InvariantCulture) + 1;
            DurableFile.Write(Path.Combine(directory, next.ToString("D8", CultureInfo.InvariantCulture) + Suffix), state);
            foreach (string old in files.Skip(Kept - 1))
            {
                File.Delete(old);
            }
        }

        return true;
    }

    /// <summary>The newest that is whole; null if there is none.</summary>
    public byte[]? Newest() => Files().Select(File.ReadAllBytes).FirstOrDefault(copy => TerraformState.TryParse(copy) is not null);

    private string[] Files() => [.. Directory.GetFiles(directory, "*" + Suffix).OrderByDescending(file => file, StringComparer.Ordinal)];
}
