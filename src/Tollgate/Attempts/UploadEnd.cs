using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Streaming;

namespace Tollgate.Attempts;

/// <summary>An answer that is over ends the upload beside it.</summary>
internal static class UploadEnd
{
    public static async LoopTask WaitAsync(RequestContext request, RelayOutcome relayed)
    {
        if (request.Upload is not { } upload)
        {
            return;
        }

        if (!upload.HasEnded)
        {
            // The upstream has answered without wanting the rest: neither connection can serve again.
            request.UpstreamReusable = false;
            request.KeepAlive = false;
            request.Connection!.Transport.Abort(AbortReason.Cancelled);
            request.Client.Transport.Abort(relayed == RelayOutcome.Complete ? AbortReason.Cancelled : AbortReason.PeerGone);
            await upload.Ended.WaitAsync();
        }

        request.UpstreamReusable &= upload.Done;
    }
}
