using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Local;

/// <summary>The version of a server program, such as 15.18 or 7.0.15.</summary>
internal sealed partial record ServerVersion(IReadOnlyList<int> Parts) : IComparable<ServerVersion>
{
    /// <summary>What stands on the PATH may be a script that asks somebody, or the network.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The first version in a text; null where there is none.</summary>
    public static ServerVersion? Parse(string text)
    {
        Match match = Number().Match(text);
        return match.Success ? new ServerVersion([.. match.Value.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture))]) : null;
    }

    /// <summary>What a program says when it is asked for its version; null where it says none.</summary>
    public static async Task<ServerVersion?> AskAsync(string program, TimeProvider time, CancellationToken cancellationToken)
    {
        using Process process = new()
        {
            StartInfo = new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            // It may be executed and cannot be: made for another machine, say.
            return null;
        }

        try
        {
            // Both: a program that nobody listens to waits for somebody who does.
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(cancellationToken)).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            return Parse(await output.ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Whether this is what somebody asked for who said so much: 15.18 is a 15 and not a 15.1.</summary>
    public bool Is(ServerVersion wanted) => wanted.Parts.Count <= Parts.Count && wanted.Parts.Zip(Parts).All(pair => pair.First == pair.Second);

    /// <summary>The lowest that is not older than what is wanted, else the newest.</summary>
    public static ServerVersion? Nearest(ServerVersion wanted, IReadOnlyCollection<ServerVersion> have) =>
        have.Where(version => version.Is(wanted)).Max() ?? have.Where(version => version.CompareTo(wanted) > 0).Min() ?? have.Max();

    public int CompareTo(ServerVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (int i = 0; i < Math.Min(Parts.Count, other.Parts.Count); i++)
        {
            if (Parts[i] != other.Parts[i])
            {
                return Parts[i].CompareTo(other.Parts[i]);
            }
        }

        return Parts.Count.CompareTo(other.Parts.Count);
    }

    public bool Equals(ServerVersion? other) => other is not null && CompareTo(other) == 0;

    public override int GetHashCode() => Parts.Aggregate(17, HashCode.Combine);

    public override string ToString() => string.Join('.', Parts);

    [GeneratedRegex(@"\d{1,6}(\.\d{1,6}){0,3}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Number();
}
