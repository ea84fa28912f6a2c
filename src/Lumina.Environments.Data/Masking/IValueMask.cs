namespace Lumina.Environments.Data;

/// <summary>Replaces values of one kind.</summary>
internal interface IValueMask
{
    /// <summary>Whether different values always get different replacements, so that no attempts are needed.</summary>
    bool KeepsDifferent { get; }

    /// <param name="value">A text that is not empty and neither begins nor ends with white space.</param>
    /// <param name="shape">What the column allows.</param>
    /// <param name="attempt">Above 0 where the earlier ones gave what another value has.</param>
    string Replace(string value, ValueShape shape, int attempt);
}
