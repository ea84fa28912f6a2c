using System.Text.Json;

namespace Lumina.Environments.Docker;

/// <summary>Tells where the credentials for a registry come from, to whoever was refused. Testcontainers takes them, from the first of these places that names the registry.</summary>
internal static class RegistryCredentials
{
    private const string DockerHub = "https://index.docker.io/v1/";

    /// <param name="registry">The registry, such as <c>registry.example.com:5000</c>; null for Docker Hub.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static string Describe(string? registry, Func<string, string?> variable)
    {
        string directory = variable("DOCKER_CONFIG") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
        string file = Path.Combine(directory, "config.json");
        string elsewhere = variable("DOCKER_AUTH_CONFIG") is { Length: > 0 } ? "DOCKER_AUTH_CONFIG is set, and " : "";
        return $"Its credentials: {elsewhere}{Look(file, registry ?? DockerHub)}.";
    }

    private static string Look(string file, string registry)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
            JsonElement configuration = document.RootElement;
            return configuration switch
            {
                _ when Find(configuration, "credHelpers", registry) is { } helper => $"{Program(helper)}, which '{file}' names for it",
                _ when configuration.TryGetProperty("credsStore", out JsonElement store) => $"{Program(store)}, which '{file}' names for every registry",
                _ when Find(configuration, "auths", registry) is not null => $"'{file}' has some for it",
                _ => $"'{file}' has none for it",
            };
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"there is no '{file}'";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return $"'{file}' cannot be read: {exception.Message.TrimEnd('.')}";
        }
    }

    private static JsonElement? Find(JsonElement configuration, string section, string registry)
    {
        if (!configuration.TryGetProperty(section, out JsonElement entries))
        {
            return null;
        }

        foreach (JsonProperty entry in entries.EnumerateObject().Where(entry => Host(entry.Name) == Host(registry)))
        {
            return entry.Value;
        }

        return null;
    }

    private static string Host(string registry) => registry.Replace("https://", "", StringComparison.Ordinal).Replace("http://", "", StringComparison.Ordinal).TrimEnd('/');

    private static string Program(JsonElement helper) => $"the helper 'docker-credential-{helper.GetString()}'";
}
