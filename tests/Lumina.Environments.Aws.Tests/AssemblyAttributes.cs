// Each terraform with its provider takes a core.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
