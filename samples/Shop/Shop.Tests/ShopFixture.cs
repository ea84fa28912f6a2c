using Lumina.Environments;
using Lumina.Environments.XunitV3;
using Shop.Demo;
using Shop.Tests;

[assembly: AssemblyFixture(typeof(ShopFixture))]

namespace Shop.Tests;

// snippet: xunit-fixture
public sealed class ShopFixture : EnvironmentFixture
{
    protected override EnvironmentSpec CreateSpec() => ShopSpec.Create();

    protected override void Configure(EnvironmentsBuilder environments) => environments
        .UseLocal()
        .Configure(options => options.BaseDirectory = Path.Combine(AppContext.BaseDirectory, "../../../.."));
}
// end snippet
