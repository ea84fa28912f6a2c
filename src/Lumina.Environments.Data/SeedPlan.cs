namespace Lumina.Environments.Data;

/// <summary>Data that was read and is ready to be put into databases.</summary>
internal sealed class SeedPlan
{
    private readonly IReadOnlyList<SeedFile> _files;

    private SeedPlan(IReadOnlyList<SeedFile> files) => (_files, Key) = (files, SeedFile.HashAll(files));

    /// <summary>A hash of all that goes in; null where it can't be told whether it is the same as before.</summary>
    public string? Key { get; }

    /// <summary>What the data comes from, for messages.</summary>
    public string Origin => string.Join(", ", _files.Select(file => file.Path));

    public static async Task<SeedPlan> ReadAsync(TestData data, string baseDirectory, CancellationToken cancellationToken) =>
        new(await SeedFile.ReadAllAsync(data, baseDirectory, cancellationToken).ConfigureAwait(false));

    /// <summary>Puts the data in, with a statement that says so where there is one.</summary>
    public Task RunAsync(string connectionString, string? markStatement, CancellationToken cancellationToken) =>
        new SeedRun(connectionString, _files, markStatement ?? "SELECT 1").RunAsync(cancellationToken);
}
