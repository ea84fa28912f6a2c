namespace Lumina.Environments.Aws;

/// <summary>Finds what bears our tags, of the types that it knows how to ask for.</summary>
internal interface IAwsFinder
{
    /// <summary>Looks in one region.</summary>
    /// <param name="api">Asks there.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="found">What other finders have found: some things are reached through others only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken);
}
