using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Sources of services: an object that is told by its first member, such as <c>{"image": "nginx:1.27"}</c>.</summary>
internal sealed class ServiceSourceCodec : JsonCodec<ServiceSource>
{
    private const string ImageMember = "image";
    private const string DockerfileMember = "dockerfile";
    private const string ProjectMember = "project";
    private const string CommandMember = "command";
    private const string ExternalMember = "external";

    private static readonly string[] Kinds = [ImageMember, DockerfileMember, ProjectMember, CommandMember, ExternalMember];

    private static readonly JsonObject<ImageSource> Image = new JsonObject<ImageSource>("a container image", () => new ImageSource(""))
        .Required(ImageMember, Codecs.Text, source => source.Name, (source, value) => source with { Name = value });

    private static readonly JsonObject<DockerfileSource> Dockerfile = new JsonObject<DockerfileSource>("a Dockerfile", () => new DockerfileSource(""))
        .Required(DockerfileMember, Codecs.Text, source => source.Path, (source, value) => source with { Path = value })
        .Optional("target", Codecs.Text, source => source.Target, (source, value) => source with { Target = value });

    private static readonly JsonObject<ProjectSource> Project = new JsonObject<ProjectSource>("a .NET project", () => new ProjectSource(""))
        .Required(ProjectMember, Codecs.Text, source => source.Path, (source, value) => source with { Path = value });

    private static readonly JsonObject<CommandSource> Command = new JsonObject<CommandSource>("a command", () => new CommandSource("", []))
        .Required(CommandMember, Codecs.Text, source => source.Program, (source, value) => source with { Program = value })
        .Optional("arguments", Codecs.Texts, source => source.Arguments, (source, value) => source with { Arguments = value })
        .Optional("workingDirectory", Codecs.Text, source => source.WorkingDirectory, (source, value) => source with { WorkingDirectory = value });

    private static readonly JsonObject<ExternalSource> External = new JsonObject<ExternalSource>("an external service", () => new ExternalSource(new Uri("none://")))
        .Required(ExternalMember, Codecs.Address, source => source.Address, (source, value) => source with { Address = value });

    public override string Form => "A source has one of the members image, dockerfile, project, command and external.";

    public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out ServiceSource value)
    {
        value = null;
        if (reading.MembersOf(json) is not { } members)
        {
            return Refuse(json, path, reading);
        }

        string[] names = [.. members.Select(member => member.Name)];
        string[] kinds = [.. Kinds.Where(kind => names.Contains(kind, reading.NameComparer))];
        if (kinds.Length != 1)
        {
            reading.Faults.Add(path, kinds.Length == 0 ? $"It has none of them: {string.Join(", ", names)}." : $"It has several: {string.Join(", ", kinds)}.", Form);
            return false;
        }

        value = kinds[0] switch
        {
            ImageMember => Read(Image, json, path, reading),
            DockerfileMember => Read(Dockerfile, json, path, reading),
            ProjectMember => Read(Project, json, path, reading),
            CommandMember => Read(Command, json, path, reading),
            _ => Read(External, json, path, reading),
        };
        return value is not null;
    }

    public override void Write(Utf8JsonWriter writer, ServiceSource value)
    {
        switch (value)
        {
            case ImageSource image:
                Image.Write(writer, image);
                break;
            case DockerfileSource dockerfile:
                Dockerfile.Write(writer, dockerfile);
                break;
            case ProjectSource project:
                Project.Write(writer, project);
                break;
            case CommandSource command:
                Command.Write(writer, command);
                break;
            case ExternalSource external:
                External.Write(writer, external);
                break;
            default:
                throw new InvalidOperationException($"{value.GetType().Name} has no JSON.");
        }
    }

    private static T? Read<T>(JsonObject<T> codec, JsonElement json, string path, JsonReading reading)
        where T : ServiceSource =>
        codec.TryRead(json, path, reading, out T? value) ? value : null;
}
