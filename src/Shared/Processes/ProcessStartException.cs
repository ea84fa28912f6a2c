namespace Lumina.Environments.Processes;

internal sealed class ProcessStartException(string message, Exception? innerException = null) : Exception(message, innerException);
