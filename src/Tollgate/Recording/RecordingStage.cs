using System.Diagnostics;
using Tollgate.Faults;
using Tollgate.Listening;

namespace Tollgate.Recording;

/// <summary>Stage 9: the request's figures go to metrics and to the access log, both handed over without waiting.</summary>
internal static class RecordingStage
{
    public static void Finish(RequestContext request)
    {
        var record = request.Record;
        var now = Stopwatch.GetTimestamp();
        if (record.RequestBytes == 0)
        {
            record.RequestBytes = request.Body.Received;
        }

        record.TotalMicroseconds = Microseconds(request.Started, now);
        record.OverheadMicroseconds = record.TotalMicroseconds;
        if (request.Sent != 0)
        {
            // Ours is what passed before the request went out and between the answer's coming and its going on.
            var before = Microseconds(request.BodyRead != 0 ? request.BodyRead : request.Started, request.Sent);
            var after = request.AnswerHead != 0 && request.FirstOut != 0 ? Microseconds(request.AnswerHead, request.FirstOut) : 0;
            record.OverheadMicroseconds = before + after;
            record.UpstreamMicroseconds = Math.Max(0, record.TotalMicroseconds - record.OverheadMicroseconds);
        }

        if (request.Tap.HasFirstToken)
        {
            record.TtftMicroseconds = Microseconds(request.Started, request.Tap.FirstTokenAt);
        }

        if (request.IsRaw && request.FirstAnswerByte != 0)
        {
            record.TtfaMicroseconds = Microseconds(request.Started, request.FirstAnswerByte);
        }

        if (record.ErrorClass == ErrorClass.None && record.Status >= 400)
        {
            record.ErrorClass = ErrorClasses.OfUpstreamStatus(record.Status);
        }

        request.Services.Record(request);
    }

    private static long Microseconds(long from, long to) => Math.Max(0, to - from) / (Stopwatch.Frequency / 1_000_000);
}
