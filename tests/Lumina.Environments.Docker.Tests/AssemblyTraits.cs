[assembly: AssemblyTrait("Category", "Docker")]
