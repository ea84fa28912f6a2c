using System.Collections;
using System.Reflection;

namespace Lumina.Environments.Tests.Specification;

/// <summary>A spec that was copied with <c>with</c>, or made from a caller's collections, is its own.</summary>
[Trait("Category", "Creation")]
public sealed class CopiedSpecTests
{
    public static TheoryData<string, object> EverySpec
    {
        get
        {
            TheoryData<string, object> data = [];
            foreach (IGrouping<Type, object> specs in Gather(Specs.Maximal).GroupBy(spec => spec.GetType()))
            {
                int number = 0;
                foreach (object spec in specs)
                {
                    data.Add($"{specs.Key.Name} {++number}", spec);
                }
            }

            return data;
        }
    }

    [Fact]
    public void Settings_that_a_copy_is_given_are_not_the_originals()
    {
        ServiceSpec original = new("api") { Settings = { ["MODE"] = "calm" } };
        ServiceSpec copy = original with { Replicas = 2 };

        copy.Settings["MODE"] = "busy";
        copy.Settings["MORE"] = "1";

        original.Settings.Should().ContainSingle().Which.Value.Should().Be((SettingValue)"calm");
        copy.Settings.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_is_there_is_not_changed_by_writing_into_what_was_wanted()
    {
        ServiceSpec api = new("api", ServiceSource.Command("api")) { Settings = { ["MODE"] = "calm" }, Outputs = { ["address"] = "{http}" }, Endpoints = [EndpointSpec.Http()] };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        await using TestEnvironment environment = await manager.OpenAsync(new EnvironmentSpec("shop", "payments") { Services = [api] });
        api.Settings["MODE"] = "busy";

        EnvironmentSnapshot made = environment.Snapshot;
        EnvironmentSnapshot scaled = await manager.ScaleAsync(environment.Id, ComponentName.Service("api"), 2);
        EnvironmentSpec read = ((ProvisioningStarted)await manager.ReadEventsAsync(environment.Id).FirstAsync()).Spec;

        foreach (ServiceSpec service in new[] { made.Spec, scaled.Spec, read }.Select(spec => spec.Services.Single()))
        {
            service.Settings["MODE"].Should().Be((SettingValue)"calm");
            FluentActions.Invoking(() => service.Settings["MODE"] = "busy").Should().Throw<NotSupportedException>();
            FluentActions.Invoking(() => service.Outputs["address"] = "busy").Should().Throw<NotSupportedException>();
            (service with { Settings = new Dictionary<string, SettingValue>(service.Settings) { ["MODE"] = "busy" } }).Settings["MODE"].Should().Be((SettingValue)"busy");
        }
    }

    [Theory]
    [MemberData(nameof(EverySpec), DisableDiscoveryEnumeration = true)]
    public void A_copy_has_every_member_and_shares_none_that_can_be_changed(string name, object spec)
    {
        object copy = spec.GetType().GetMethod("<Clone>$")!.Invoke(spec, null)!;

        foreach (PropertyInfo member in Members(spec.GetType()))
        {
            object? value = member.GetValue(copy);
            value.Should().BeEquivalentTo(member.GetValue(spec), options => options.PreferringRuntimeMemberTypes().AllowingInfiniteRecursion(), $"{name}.{member.Name} is copied");
            if (IsChangeable(member.PropertyType))
            {
                value.Should().NotBeSameAs(member.GetValue(spec), $"{name}.{member.Name} can be changed");
            }
        }
    }

    [Theory]
    [MemberData(nameof(EverySpec), DisableDiscoveryEnumeration = true)]
    public void A_collection_that_a_spec_is_given_is_copied(string name, object spec)
    {
        foreach (PropertyInfo member in Members(spec.GetType()).Where(member => member.PropertyType.IsGenericType && member.PropertyType.IsAssignableTo(typeof(IEnumerable))))
        {
            object copy = spec.GetType().GetMethod("<Clone>$")!.Invoke(spec, null)!;
            Type[] arguments = member.PropertyType.GetGenericArguments();
            Type given = (arguments.Length == 2 ? typeof(Dictionary<,>) : typeof(List<>)).MakeGenericType(arguments);
            object callers = Activator.CreateInstance(given, member.GetValue(spec))!;

            member.SetValue(copy, callers);

            member.GetValue(copy).Should().NotBeSameAs(callers, $"{name}.{member.Name} would change with the caller's");
        }
    }

    private static bool IsChangeable(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is { } generic && (generic == typeof(IDictionary<,>) || generic == typeof(IList<>) || generic == typeof(ICollection<>));

    private static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null);

    private static IEnumerable<object> Gather(object spec) => Members(spec.GetType())
        .Select(property => property.GetValue(spec))
        .SelectMany(value => value is IEnumerable items and not string ? items.Cast<object>() : value is null ? [] : [value])
        .Where(value => value.GetType().Assembly == typeof(EnvironmentSpec).Assembly && value.GetType().GetMethod("<Clone>$") is not null)
        .SelectMany(Gather)
        .Prepend(spec);
}
