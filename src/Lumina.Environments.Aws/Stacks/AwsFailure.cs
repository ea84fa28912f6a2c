using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Turns what terraform and its files throw into what the core knows, with what to do next.</summary>
internal static partial class AwsFailure
{
    private static readonly string[] TransientSigns =
    [
        "Throttling", "RequestLimitExceeded", "TooManyRequests", "SlowDown", "ServiceUnavailable", "InternalError", "InternalFailure", "cannot be assumed by", "connection reset", "i/o timeout",
    ];

    // AWS's codes of what is not there (any more): a deletion whose answer was lost is asked for again, and the next run of terraform looks anew.
    private static readonly string[] SignsOfAbsence = ["NotFoundException", "NotFoundFault", "NotFound:", ".NotFound", "NoSuch"];

    public static bool Explains(Exception exception) =>
        exception is TerraformException or TerraformNotFoundException or TerraformBusyException or TerraformStateException or TerraformDoubtException or TerraformOwnershipException or ModuleChangedException or AwsApiException;

    /// <summary>The failure of everything that was asked.</summary>
    public static ProviderException Of(Exception exception, string tried) => new($"terraform could not {tried}: {Advised(exception.Message)}", exception)
    {
        IsTransient = exception is TerraformBusyException || Has(exception.Message, TransientSigns),
    };

    /// <summary>The failure of destroying: what is found to be gone in the midst of it is no reason to give up.</summary>
    public static ProviderException OfDestroying(Exception exception, string tried)
    {
        ProviderException failure = Of(exception, tried);
        return exception is TerraformException terraform && terraform.Errors.Count > 0 && terraform.Errors.All(error => Has(error.ToString(), SignsOfAbsence) || Has(error.ToString(), TransientSigns))
            ? new ProviderException(failure.Message, exception) { IsTransient = true }
            : failure;
    }

    /// <summary>
    /// Whether all that failed is that something to be removed was gone already, or that things to be put together are together: what was carried out and its answer lost is asked for again.
    /// What a run has left half made the next one makes anew.
    /// </summary>
    public static bool IsDoneAlready(TerraformException exception) => exception.Errors.Count > 0 && exception.Errors.Select(error => error.ToString()).All(
        error => (Removal().IsMatch(error) && Has(error, SignsOfAbsence)) || (Attachment().IsMatch(error) && error.Contains("AlreadyAssociated", StringComparison.Ordinal)));

    /// <summary>The failure of a whole run, told in full to the first of those that were in it; the others are told where it is.</summary>
    public static Func<TItem, TResult> Once<TItem, TResult>(ProviderException failure, TItem first)
        where TItem : class => item => throw (item == first ? failure : Elsewhere(failure));

    /// <summary>The failure of one of several that were made together.</summary>
    public static ProviderException Of(TerraformException exception, AwsPart part)
    {
        TerraformDiagnostic[] about = [.. exception.Errors.Where(error => IsAbout(error, part))];
        string text = about.Length > 0 ? string.Join(" | ", about.Select(error => error.ToString()))
            : exception.Errors.Count == 0 ? $"it was not made whole: {exception.Message}"
            : $"it was not made whole, since terraform ended before it: {string.Join(", ", exception.Errors.Select(error => error.Address ?? error.Summary).Distinct(StringComparer.Ordinal))} failed";
        return new ProviderException(Advised(text), exception) { IsTransient = Has(text, TransientSigns) };
    }

    /// <summary>The part that a failed run's first error is about; the first of all where it is about none.</summary>
    public static AwsPart CulpritOf(Exception exception, IReadOnlyList<AwsPart> parts) =>
        ((exception as TerraformException)?.Errors ?? []).Select(error => parts.FirstOrDefault(part => IsAbout(error, part))).FirstOrDefault(part => part is not null) ?? parts[0];

    /// <summary>Whether any error of a run is about a part.</summary>
    public static bool IsAbout(TerraformException exception, AwsPart part) => exception.Errors.Any(error => IsAbout(error, part));

    /// <summary>Whether any error of a run is about no resource: about the provider, or the configuration as a whole.</summary>
    public static bool HasErrorOfNoResource(TerraformException exception) => exception.Errors.Count == 0 || exception.Errors.Any(error => error.Address is null || error.Address.StartsWith("provider[", StringComparison.Ordinal));

    /// <summary>The component that a failed run's first error is about, by what its configuration holds; the first of all where it is about none.</summary>
    [SupportedOSPlatform("linux")]
    public static ComponentContext CulpritOf(Exception? exception, IReadOnlyList<ComponentContext> contexts, TerraformWorkspace? workspace)
    {
        if (exception is not TerraformException terraform)
        {
            return exception?.InnerException is { } inner ? CulpritOf(inner, contexts, workspace) : contexts[0];
        }

        return ByOwner(terraform, contexts, workspace).FirstOrDefault(errors => errors.Key is not null)?.Key ?? contexts[0];
    }

    /// <summary>The failure of destroying for each of those that were in the run: its own errors; those that are nobody's for the first; where it has none, where the reason stands.</summary>
    [SupportedOSPlatform("linux")]
    public static Func<ComponentContext, ProviderException> OfDestroyingEach(TerraformException exception, IReadOnlyList<ComponentContext> contexts, TerraformWorkspace? workspace, string tried)
    {
        ILookup<ComponentContext?, TerraformDiagnostic> errors = ByOwner(exception, contexts, workspace);
        ComponentContext first = contexts.FirstOrDefault(errors.Contains) ?? contexts[0];
        ProviderException whole = OfDestroying(exception, tried);
        return context =>
        {
            TerraformDiagnostic[] own = [.. errors[context], .. context == first ? errors[null] : []];
            return own.Length > 0 ? OfDestroying(new TerraformException(exception.Command, "", own), $"destroy {context.Component}")
                : context == first ? whole
                : Elsewhere(whole);
        };
    }

    private static ProviderException Elsewhere(ProviderException failure) =>
        new("it failed together with what was in the same run of terraform, where the reason stands", failure) { IsTransient = failure.IsTransient };

    /// <summary>Errors by whose resource they are about; those that are about none, or about nobody's, under null.</summary>
    [SupportedOSPlatform("linux")]
    private static ILookup<ComponentContext?, TerraformDiagnostic> ByOwner(TerraformException exception, IReadOnlyList<ComponentContext> contexts, TerraformWorkspace? workspace)
    {
        ILookup<TerraformAddress, ComponentContext> owners = contexts
            .SelectMany(context => (workspace?.ReadPartAddresses(AwsPart.FileNameOf(context.Component)) ?? []).Select(address => (address, context)))
            .ToLookup(owned => owned.address, owned => owned.context);
        (string Id, ComponentContext Context)[] ids = workspace is null ? [] :
            [.. contexts.SelectMany(context => AwsTeardown.KnownOf(workspace, context.Component).Select(instance => instance.Attributes.Text("id")).OfType<string>().Select(id => (id, context)))];

        // Terraform tells no address of what could not be destroyed; the provider names it by its id.
        return exception.Errors.ToLookup(error => error.Address is not null ? owners[TerraformAddress.RootOf(error.Address)].FirstOrDefault()
            : Array.Find(ids, known => error.Summary.Contains($"({known.Id})", StringComparison.Ordinal)).Context);
    }

    private static bool IsAbout(TerraformDiagnostic error, AwsPart part) =>
        (error.Address is { } address && part.Addresses.Contains(TerraformAddress.RootOf(address)))
        || error.Range?.FileName.StartsWith(AwsPart.FileNameOf(part.Name) + ".", StringComparison.Ordinal) == true;

    private static string Advised(string text) => AwsAdvice.Find(text) is { } advice ? $"{text} {advice}" : text;

    private static bool Has(string text, string[] signs) => Array.Exists(signs, sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("operation error [^:]+: (Delete|Deregister|Detach|Disassociate|Release|Remove|Revoke)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Removal();

    [GeneratedRegex("operation error [^:]+: (Associate|Attach)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Attachment();
}
