using Xunit.Sdk;
using Xunit.v3;

// Tests run side by side, those of one class too; the ones that reset the environment wait for each other.
[assembly: Parallelization(Mode = ParallelMode.All)]
[assembly: Trait("Category", "Samples")]
