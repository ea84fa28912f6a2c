using System.Globalization;

namespace Lumina.Environments.Docker;

/// <summary>The labels that everything made in an engine bears from the moment it exists: the marks, what it is, who made it, and for how long.</summary>
internal static class ContainerLabels
{
    /// <summary>The provider whose component it is.</summary>
    public const string Provider = "lumina-provider";

    /// <summary>The process that has made it, whether it ends with it or not: while that lives, it may be about to use it.</summary>
    public const string Maker = "lumina-maker";

    /// <summary>What it is: one of the roles.</summary>
    public const string Role = "lumina-role";

    /// <summary>The process with which it ends, where it ends with one.</summary>
    public const string Holder = "lumina-holder";

    /// <summary>A component of an environment.</summary>
    public const string ComponentRole = "component";

    /// <summary>A database server that the environments of one process share.</summary>
    public const string ServerRole = "server";

    /// <summary>A database that was handed out like a component's to one caller. It ends with the process that made it.</summary>
    public const string RentedRole = "rented";

    /// <summary>The network of an environment whose spec has none.</summary>
    public const string NetworkRole = "network";

    /// <summary>A volume with no data that says when something expires whose own label cannot be changed any more.</summary>
    public const string ExpiryRole = "expiry";

    /// <summary>An image that was built here. It belongs to no environment and stays.</summary>
    public const string ImageRole = "image";

    /// <summary>Whether the container's work is done when it has ended with exit code 0: <see cref="OnceRun"/>.</summary>
    public const string Run = "lumina-run";

    /// <summary>Of one that runs once.</summary>
    public const string OnceRun = "once";

    /// <summary>The file from which an image was built.</summary>
    public const string Source = "lumina-source";

    /// <summary>The name of the thing for which an expiry volume speaks.</summary>
    public const string For = "lumina-for";

    private const char Separator = '|';
    private const int HolderParts = 4;

    /// <summary>A holder as a label's value.</summary>
    public static string Write(LeaseHolder holder) =>
        string.Join(Separator, holder.Id, holder.Machine, holder.ProcessId.ToString(CultureInfo.InvariantCulture), holder.ProcessStartedAt.ToString(CultureInfo.InvariantCulture));

    /// <summary>The expiry that the labels tell; null for never, or for one that makes no sense.</summary>
    public static DateTimeOffset? ReadExpiry(IDictionary<string, string> labels) =>
        labels.TryGetValue(OwnershipMarks.ExpiresAtMark, out string? text) && OwnershipMarks.TryParseExpiry(text, out DateTimeOffset? expiresAt) ? expiresAt : null;

    /// <summary>The marks that the labels tell; null for none or some that make no sense.</summary>
    public static OwnershipMarks? ReadMarks(IDictionary<string, string>? labels) =>
        labels is null ? null : OwnershipMarks.FromDictionary(new Dictionary<string, string>(labels, StringComparer.Ordinal));

    /// <summary>The holder that the labels tell; null for none or one that makes no sense.</summary>
    public static LeaseHolder? ReadHolder(IDictionary<string, string> labels) => ReadProcess(labels, Holder);

    /// <summary>The maker that the labels tell; null for none or one that makes no sense.</summary>
    public static LeaseHolder? ReadMaker(IDictionary<string, string> labels) => ReadProcess(labels, Maker);

    private static LeaseHolder? ReadProcess(IDictionary<string, string> labels, string label) =>
        labels.TryGetValue(label, out string? text)
        && text.Split(Separator) is { Length: HolderParts } parts
        && int.TryParse(parts[2], CultureInfo.InvariantCulture, out int processId)
        && long.TryParse(parts[3], CultureInfo.InvariantCulture, out long startedAt)
            ? new LeaseHolder(parts[0], parts[1], processId, startedAt)
            : null;
}
