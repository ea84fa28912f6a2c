namespace Lumina.Environments.Aws;

/// <summary>Terraform could not do what it was asked for. What it says is from its machine-readable log; known secrets are taken out.</summary>
internal sealed class TerraformException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="command">What was asked for, such as <c>apply</c>.</param>
    /// <param name="end">How terraform ended, such as <c>exit code 1</c>.</param>
    /// <param name="errors">Its errors, in its order. Secrets are taken out already.</param>
    public TerraformException(string command, string end, IReadOnlyList<TerraformDiagnostic> errors)
        : base(Describe(command, end, errors))
    {
        (Command, Errors) = (command, errors);
    }

    public string Command { get; }

    /// <summary>All errors; empty where terraform ended without saying why.</summary>
    public IReadOnlyList<TerraformDiagnostic> Errors { get; }

    public string? Summary => Errors.Count > 0 ? Errors[0].Summary : null;

    public string? Detail => Errors.Count > 0 ? Errors[0].Detail : null;

    public string? Address => Errors.Count > 0 ? Errors[0].Address : null;

    public TerraformRange? Range => Errors.Count > 0 ? Errors[0].Range : null;

    private static string Describe(string command, string end, IReadOnlyList<TerraformDiagnostic> errors) => errors.Count switch
    {
        0 => $"'terraform {command}' ended with {end} and gave no reason.",
        1 => $"'terraform {command}' failed: {errors[0]}",
        _ => $"'terraform {command}' failed with {errors.Count} errors: {string.Join(" | ", errors)}",
    };
}
