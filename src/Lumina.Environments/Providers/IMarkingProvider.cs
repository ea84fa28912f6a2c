namespace Lumina.Environments.Providers;

/// <summary>A provider that can change the marks of what is there already, so that an expiry that was moved is read from the thing itself. Without it a sweep that does not know the environment goes by the first expiry.</summary>
public interface IMarkingProvider
{
    /// <summary>Gives the component the context's marks; <see cref="OwnershipMarks.IsKept"/> stays as it is. Succeeds where nothing is there.</summary>
    ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken);
}
