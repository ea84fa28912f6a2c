[assembly: AssemblyTrait("Category", "Kubernetes")]
