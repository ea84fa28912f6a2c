using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Kubernetes;

/// <summary>Bounds what can be said in <see cref="KubernetesOptions"/>.</summary>
internal sealed partial class KubernetesOptionsValidator : IValidateOptions<KubernetesOptions>
{
    private const int PrefixLength = 20;
    private static readonly string[] Levels = ["restricted", "baseline", "privileged"];

    public ValidateOptionsResult Validate(string? name, KubernetesOptions options)
    {
        List<string> faults = [];
        Check(
            options.NamespacePrefix is { Length: <= PrefixLength } prefix && KubernetesNames.IsLabel(prefix) && char.IsAsciiLetter(prefix[0]),
            $"{nameof(options.NamespacePrefix)} is '{options.NamespacePrefix}': it has up to {PrefixLength} lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen.");
        Quantity(options.MemoryQuota, nameof(options.MemoryQuota), "16Gi", optional: true);
        Quantity(options.CpuQuota, nameof(options.CpuQuota), "8", optional: true);
        Quantity(options.DefaultMemory, nameof(options.DefaultMemory), "512Mi", optional: false);
        Quantity(options.DefaultCpu, nameof(options.DefaultCpu), "500m", optional: false);
        Check(options.PodQuota is >= 1 and <= 10_000, string.Create(CultureInfo.InvariantCulture, $"{nameof(options.PodQuota)} is {options.PodQuota}: it is 1 to 10,000."));
        Check(Levels.Contains(options.PodSecurity, StringComparer.Ordinal), $"{nameof(options.PodSecurity)} is '{options.PodSecurity}': it is {string.Join(", ", Levels)}.");
        Check(options.TerminationGrace >= TimeSpan.Zero && options.TerminationGrace <= TimeSpan.FromMinutes(10), $"{nameof(options.TerminationGrace)} is {options.TerminationGrace}: it is 0 to 10 minutes.");
        Check(options.NodePatience >= TimeSpan.Zero && options.NodePatience <= TimeSpan.FromHours(1), $"{nameof(options.NodePatience)} is {options.NodePatience}: it is 0 to 1 hour.");
        NotBlank(options.KubeConfig, nameof(options.KubeConfig));
        NotBlank(options.Context, nameof(options.Context));
        NotBlank(options.KubectlPath, nameof(options.KubectlPath));
        NotBlank(options.HelmPath, nameof(options.HelmPath));
        NotBlank(options.ImagePrefix, nameof(options.ImagePrefix));
        ObjectName(options.StorageClass, nameof(options.StorageClass));
        ObjectName(options.IngressClass, nameof(options.IngressClass));
        Check(
            options.IngressNamespace is null || KubernetesNames.IsLabel(options.IngressNamespace),
            $"{nameof(options.IngressNamespace)} is '{options.IngressNamespace}', which is no name of a namespace: up to 63 lower-case letters, digits and hyphens, or null for every namespace.");
        Check(
            options.DefaultUser is null || (UnixUser.TryParse(options.DefaultUser, out UnixUser? user) && !(user.IsRoot && options.PodSecurity == PodSecurityContexts.Restricted)),
            $"{nameof(options.DefaultUser)} is '{options.DefaultUser}': it is a number, or two such as 1000:1000, and not root's where {nameof(options.PodSecurity)} is {PodSecurityContexts.Restricted}; null for the image's own.");
        foreach (string secret in options.ImagePullSecrets)
        {
            ObjectName(secret, nameof(options.ImagePullSecrets));
        }

        foreach ((string owner, KubernetesSubject subject) in options.Owners.SelectMany(owner => owner.Value.Select(subject => (owner.Key, subject))))
        {
            Check(!string.IsNullOrWhiteSpace(subject.Name), $"{nameof(options.Owners)} has a subject without a name for '{owner}'.");
            Check(
                subject.Kind == KubernetesSubjectKind.ServiceAccount == KubernetesNames.IsLabel(subject.Namespace),
                $"{nameof(options.Owners)} has the {subject.Kind} '{subject.Name}' for '{owner}' with the namespace '{subject.Namespace}': a service account is in one, a user or a group in none.");
        }

        foreach ((string type, string image) in options.DatabaseImages)
        {
            Check(!string.IsNullOrWhiteSpace(image), $"{nameof(options.DatabaseImages)} has a blank image for {type}: leave it out for the usual one.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Quantity(string? value, string option, string example, bool optional) => Check(
            value is null ? optional : IsQuantity(value),
            $"{option} is '{value}': it is a quantity such as {example}{(optional ? ", or null for no bound" : "")}.");

        void NotBlank(string? value, string option) => Check(value is null || !string.IsNullOrWhiteSpace(value), $"{option} is blank: leave it out for the default.");

        void ObjectName(string? value, string option) => Check(value is null || KubernetesNames.IsSubdomain(value), $"{option} has '{value}', which is no name of an object: up to 253 lower-case letters, digits, hyphens and dots.");

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>As clusters read them, more than nothing; without exponents.</summary>
    private static bool IsQuantity(string text) => QuantityForm().IsMatch(text) && text.Any(c => c is >= '1' and <= '9');

    [GeneratedRegex(@"\A[0-9]{1,15}(\.[0-9]{1,3})?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex QuantityForm();
}
