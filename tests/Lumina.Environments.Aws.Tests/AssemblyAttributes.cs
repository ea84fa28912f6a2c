// Each terraform with its provider takes a core.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
