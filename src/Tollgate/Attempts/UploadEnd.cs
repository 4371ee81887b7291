using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Attempts;

/// <summary>
/// An exchange that is over ends the upload beside it. The client's side is not broken off for that: a connection closed with bytes
/// unread is reset, and the reset can destroy the answer on its way.
/// </summary>
internal static class UploadEnd
{
    /// <summary>The upstream has answered without wanting the rest: neither connection can serve again.</summary>
    public static void Mark(RequestContext request)
    {
        if (request.Upload is not { } upload)
        {
            return;
        }

        if (!upload.HasEnded)
        {
            upload.IsUnwanted = true;
            request.KeepAlive = false;
        }

        request.UpstreamReusable &= upload.Done && upload.HasEnded;
    }

    /// <summary>Waits until nobody reads from the client any more, for <paramref name="limitMs"/> at most.</summary>
    public static async LoopTask WaitAsync(RequestContext request, long limitMs)
    {
        if (request.Upload is not { HasEnded: false } upload)
        {
            return;
        }

        upload.IsUnwanted = true;
        request.KeepAlive = false;
        var client = request.Client.Transport;
        client.EndOutput();
        client.SetDeadline(limitMs);
        await upload.Ended.WaitAsync();
    }
}
