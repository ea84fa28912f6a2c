using System.Net;

namespace Lumina.Environments.ApiServers;

/// <summary>Hands an API server's answer on to who asked a proxy for it.</summary>
internal static class AnswerRelay
{
    /// <summary>As it comes: a watch is to be seen while it lasts.</summary>
    public static async Task RelayAsync(HttpResponseMessage answer, HttpListenerResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        response.ContentType = answer.Content.Headers.ContentType?.ToString();
        response.SendChunked = true;
        await using Stream body = await answer.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer) is > 0 and int read)
        {
            await response.OutputStream.WriteAsync(buffer.AsMemory(0, read));
            await response.OutputStream.FlushAsync();
        }

        response.Close();
    }
}
