using System.Net.Sockets;

namespace Lumina.Environments.Projects;

/// <summary>Lets one build at a time run for this user, whichever process begins it: two that have a project in common, such as a library of both, write the same files in its <c>obj</c>, and either may fail of that.</summary>
internal static class BuildTurn
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until nobody else builds.</summary>
    /// <returns>Is disposed of after the build; null where there are no turns, which is everywhere but on Linux.</returns>
    public static async Task<IDisposable?> TakeAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        while (OperatingSystem.IsLinux())
        {
            // A name that no file stands for, which is free again as soon as its holder has ended, however that ends.
            Socket turn = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                turn.Bind(new UnixDomainSocketEndPoint($"\0lumina-build-{Environment.UserName}"));
                return turn;
            }
            catch (SocketException exception)
            {
                turn.Dispose();
                if (exception.SocketErrorCode != SocketError.AddressAlreadyInUse)
                {
                    return null;
                }
            }

            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }
}
