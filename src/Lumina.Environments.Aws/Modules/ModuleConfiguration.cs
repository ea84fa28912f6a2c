using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>A module of the user's own, called from the component's part.</summary>
internal sealed class ModuleConfiguration : IAwsConfiguration<TerraformModuleSpec>
{
    public bool Takes(TerraformModuleSpec spec) => true;

    public IEnumerable<SpecificationFault> FindObstacles(TerraformModuleSpec spec, AwsOptions options) => [];

    public IEnumerable<NotApplicableSetting> FindNotApplicable(TerraformModuleSpec spec) => [];

    public TimeSpan EstimateDuration(TerraformModuleSpec spec) => TimeSpan.FromMinutes(1);

    public Vantage ReachableFrom(TerraformModuleSpec spec, AwsOptions options) => Vantage.Everywhere;

    public void Write(TerraformModuleSpec spec, AwsComponent component)
    {
        string name = TerraformAddress.NameOf(component.Name, "");
        string source = SourceOf(spec, component.BaseDirectory);
        if (IsFolder(spec.Source))
        {
            CheckFolder(spec, source, component);
            component.Configuration.Local(ModuleFolders.LocalOf(name), source);
        }

        TerraformBlock arguments = new() { ["source"] = source, ["version"] = spec.Version is { } version ? version : (TerraformValue?)null };
        foreach ((string variable, JsonNode? value) in spec.Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            arguments[variable] = ToValue(value);
        }

        if (spec.NameVariable is { } nameVariable)
        {
            arguments[nameVariable] = component.ExternalName;
        }

        arguments["providers"] = TerraformValue.Map([KeyValuePair.Create("aws", $"aws.{name}")]);

        // What depends on anything at all may have no provider of its own, wherever beneath it: terraform itself refuses that before anything is made.
        arguments["depends_on"] = TerraformValue.List($"local.{AwsMainPart.InstallationLocal}");
        component.Configuration
            .ProviderAlias("aws", name, AwsMainPart.Settings(component.Region, Tags(component.Name, component.Marks, component.Tags), component.Options))
            .Module(name, arguments);
        foreach (string output in spec.Outputs)
        {
            component.Output(output, TerraformExpression.ModuleOutput(name, output), name);
        }
    }

    public ComponentOutputs Read(TerraformModuleSpec spec, AwsComponent component, AwsValues values) =>
        spec.Outputs.Aggregate(ComponentOutputs.Empty, (outputs, name) => values.Find(name) is { } value ? outputs.With(name, new Secret(value)) : outputs);

    /// <summary>The part of a module that is to go: its provider alone.</summary>
    public static TerraformJson Provider(ComponentContext context, AwsOptions options) => new TerraformJson().ProviderAlias(
        "aws", TerraformAddress.NameOf(context.Component, ""), AwsMainPart.Settings(context.Location.Region!, Tags(context.Component, context.Marks, context.Tags), options));

    private static void CheckFolder(TerraformModuleSpec spec, string folder, AwsComponent component)
    {
        if (!Directory.Exists(folder))
        {
            component.AddFault("source", $"the folder '{folder}' of the module is not there.", "Correct it, or put the module there.");
            return;
        }

        ModuleDeclarations declared;
        try
        {
            declared = ModuleDeclarations.ReadFrom(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            component.AddFault("source", $"the folder '{folder}' of the module can't be read: {exception.Message}", "See to its modes.");
            return;
        }

        if (declared.Unreadable is { } unreadable)
        {
            component.AddFault("source", unreadable, "Correct it.");
            return;
        }

        CheckBlocks(folder, declared, component, [Path.GetFullPath(folder)]);
        string[] given = [.. spec.Variables.Keys, .. spec.NameVariable is { } name ? [name] : Array.Empty<string>()];
        CheckNames(name => string.Create(CultureInfo.InvariantCulture, $"outputs[{spec.Outputs.Index().First(output => output.Item == name).Index}]"), "output", spec.Outputs, declared.Outputs);
        CheckNames(name => $"variables.{name}", "variable", spec.Variables.Keys, declared.Variables);
        CheckNames(_ => "nameVariable", "variable", given.Except(spec.Variables.Keys), declared.Variables);
        string[] lacking = [.. declared.RequiredVariables.Except(given)];
        if (lacking.Length > 0)
        {
            component.AddFault("variables", $"the module in '{folder}' has variables without a default that are not given: {string.Join(", ", lacking)}.", "Give a value for each, or name one as nameVariable for a name that no other environment has.");
        }

        void CheckNames(Func<string, string> path, string what, IEnumerable<string> names, IReadOnlyCollection<string> known)
        {
            foreach (string lacked in names.Except(known).Order(StringComparer.Ordinal))
            {
                component.AddFault(path(lacked), $"the module in '{folder}' declares no {what} '{lacked}'.", Suggestion.Of(lacked, known));
            }
        }
    }

    // What a module calls is made by the same provider, in the same region and with the same tags. What no text tells, terraform does: see depends_on.
    private static void CheckBlocks(string folder, ModuleDeclarations declared, AwsComponent component, HashSet<string> seen)
    {
        foreach (string block in declared.RootBlocks)
        {
            component.AddFault(
                "source",
                $"the module in '{folder}' has a block '{block}', which a module that is called can't have.",
                block == "provider" ? "Take it out: the module gets the AWS provider of the environment, with its region and tags; other providers are named in required_providers." : "Take it out.");
        }

        foreach (string called in declared.Calls.Select(call => Path.GetFullPath(call, Path.GetFullPath(folder))).Where(called => Directory.Exists(called) && seen.Add(called)))
        {
            ModuleDeclarations inner;
            try
            {
                inner = ModuleDeclarations.ReadFrom(called);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Terraform says so in its own words.
                continue;
            }

            CheckBlocks(called, inner, component, seen);
        }
    }

    private static Dictionary<string, TerraformValue> Tags(ComponentName component, OwnershipMarks marks, IReadOnlyDictionary<string, string> tags)
    {
        Dictionary<string, TerraformValue> all = AwsMainPart.EnvironmentTags(marks, tags);
        all[OwnershipMarks.ComponentMark] = component.ToString();
        return all;
    }

    /// <summary>The folder, in whole, of a source that is one; others as they are.</summary>
    internal static string SourceOf(TerraformModuleSpec spec, string baseDirectory) => IsFolder(spec.Source) ? Path.GetFullPath(spec.Source, Path.GetFullPath(baseDirectory)) : spec.Source;

    internal static bool IsFolder(string source) => source is "." or ".." || source.StartsWith("./", StringComparison.Ordinal) || source.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(source);

    private static TerraformValue ToValue(JsonNode? node) => node switch
    {
        null => TerraformExpression.Null,
        JsonObject entries => TerraformValue.MapOf(entries.Select(entry => KeyValuePair.Create(entry.Key, ToValue(entry.Value)))),
        JsonArray items => TerraformValue.List([.. items.Select(ToValue)]),
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => TerraformValue.Number(value.ToJsonString()),
        _ => ToText(node),
    };

    private static string ToText(JsonNode value)
    {
        using JsonDocument text = JsonDocument.Parse(value.ToJsonString());
        return text.RootElement.GetString()!;
    }
}
