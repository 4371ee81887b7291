using Tollgate.Listening;

namespace Tollgate.Recording.Capture;

/// <summary>Beside the stages: begins and ends the keeping of a request's content, where that is switched on.</summary>
internal static class CaptureStage
{
    /// <summary>Once a request may go to a provider.</summary>
    public static void Begin(RequestContext request)
    {
        if (request.Snapshot.Capture is not { } policy || request.Services.Journal is null || request.Caller is not { } caller)
        {
            return;
        }

        if (!policy.Wants(caller, request.Endpoint.Name, request.Services.RequestIds.Dice()))
        {
            return;
        }

        var capture = new ContentCapture(policy);
        if (request.BodyRead != 0 && request.FormModel.IsEmpty)
        {
            capture.AddRequest(request.Body.Bytes); // forms and what is passed on unread are files, mostly
        }

        request.Capture = capture;
        request.Tap.Capture = capture;
    }

    /// <summary>Once the request is over and has its record.</summary>
    public static void Finish(RequestContext request)
    {
        if (request.Capture is not { } capture)
        {
            return;
        }

        request.Capture = null;
        request.Tap.Capture = null;
        capture.Id = request.Record.Id;
        request.Services.Shared.Captures!.Offer(capture);
    }
}
