namespace Lumina.Environments.Data;

/// <summary>What a server answered to one command.</summary>
/// <param name="Text">A line, a number or a value; null where there is none.</param>
internal sealed record RedisReply(string? Text)
{
    /// <summary>The parts of an answer that has several.</summary>
    public IReadOnlyList<RedisReply> Items { get; init; } = [];

    /// <summary>Whether it says what was wrong.</summary>
    public bool IsError { get; init; }

    /// <summary>What was wrong with it or the first of its parts; null where nothing was. The answer to <c>EXEC</c> has those of a whole transaction.</summary>
    public string? Error => IsError ? Text : Items.Select(item => item.Error).FirstOrDefault(error => error is not null);
}
