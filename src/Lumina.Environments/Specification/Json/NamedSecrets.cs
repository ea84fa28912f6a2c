namespace Lumina.Environments;

/// <summary>Gives literal secrets the names under which a store keeps them, such as <c>stored:service/api:settings.API_KEY</c>: the canonical form holds no secret.</summary>
internal static class NamedSecrets
{
    public static EnvironmentSpec In(EnvironmentSpec spec) => spec.AllComponents().Any(component => component.Secrets.Any(secret => secret.Value.Source is null))
        ? spec with { Databases = [.. spec.Databases.Select(In)], Services = [.. spec.Services.Select(In)] }
        : spec;

    private static DatabaseSpec In(DatabaseSpec database) => database.Existing is { Source: null }
        ? database with { Existing = Named(database, "existing") }
        : database;

    private static ServiceSpec In(ServiceSpec service) => service with
    {
        Settings = service.Settings.ToDictionary(
            setting => setting.Key,
            setting => setting.Value.Secret is { Source: null } ? SettingValue.FromSecret(Named(service, $"settings.{setting.Key}")) : setting.Value,
            StringComparer.Ordinal),
    };

    private static Secret Named(ComponentSpec component, string place) => Secret.Stored($"{component.ComponentName}:{place}", value: null);
}
