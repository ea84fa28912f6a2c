namespace Lumina.Environments.Testing.Tests.Local;

[Trait("Category", "Testing")]
public sealed class MariaDbConformanceTests : MariaDbConformance;
