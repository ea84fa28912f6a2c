#if XUNIT_V3
namespace Lumina.Environments.XunitV3;
#else
namespace Lumina.Environments.Xunit;
#endif

/// <summary>A test asked for an environment that could not be made. Who asks first gets the whole report, all others one line that begins with the cause.</summary>
public sealed class EnvironmentUnavailableException : EnvironmentException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The cause, and where the whole report is.</param>
    /// <param name="innerException">The cause, if it has a stack worth seeing.</param>
    public EnvironmentUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
