namespace Lumina.Environments;

/// <summary>What must hold for the secrets of a component. A fault never says a secret's value.</summary>
internal static class SecretRules
{
    public static void Check(SpecifiedComponent component, FaultList faults)
    {
        foreach ((string place, Secret secret) in component.Spec.Secrets)
        {
            string path = $"{component.Path}.{place}";
            if (secret.TryReveal() is not null)
            {
                CheckLength(path, secret, faults);
            }
            else if (secret.Source!.StartsWith(Secret.EnvironmentScheme, StringComparison.Ordinal))
            {
                string variable = secret.Source[Secret.EnvironmentScheme.Length..];
                faults.Add(path, $"The environment variable {variable} is not set.", $"Set {variable} for this process.");
            }
            else
            {
                faults.Add(path, $"The secret '{secret.Source}' has no value here.", "Give it in code, or from an environment variable (env:NAME).");
            }
        }
    }

    public static void CheckLength(string path, Secret secret, FaultList faults)
    {
        if (secret.TryReveal() is { Length: < Secret.MinimumLength } value)
        {
            faults.Add(path, $"The secret has {value.Length} {(value.Length == 1 ? "character" : "characters")}.", $"Give it {Secret.MinimumLength} or more: a shorter one cannot be told from other text when it is redacted.");
        }
    }
}
