using System.Diagnostics;
using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Metering.Prices;
using Tollgate.Recording.Capture;
using Tollgate.Streaming;

namespace Tollgate.Recording;

/// <summary>
/// Stage 9: the request's figures. The journal gets them before the answer's last bytes go out, so that nothing a client saw completed can be lost;
/// metrics and access log get them afterwards. None of it waits.
/// </summary>
internal static class RecordingStage
{
    /// <summary>Just before the answer's end is sent: the record goes to the journal as if the sending succeeded. More calls do nothing.</summary>
    public static void Commit(RequestContext request)
    {
        if (!IsRecorded(request) || request.Record.Id != default)
        {
            return;
        }

        if (request.Upstream is not null)
        {
            MeteringStage.Settle(request, RelayOutcome.Complete, isDelivered: true);
        }

        Append(request, revision: 0);
    }

    /// <summary>With <c>sync: always</c> the answer's end may go out when this completes; else at once.</summary>
    public static LoopTask WhenDurableAsync(RequestContext request)
    {
        if (!request.AwaitsDisk)
        {
            return LoopTask.Completed;
        }

        request.AwaitsDisk = false;
        return request.Services.Journal!.WhenDurableAsync();
    }

    /// <summary>The request is over.</summary>
    public static void Finish(RequestContext request)
    {
        var record = request.Record;
        if (IsRecorded(request))
        {
            if (record.Id == default)
            {
                Append(request, revision: 0);
            }
            else
            {
                Measure(request);
                if (record.Told != record.Facts)
                {
                    Append(request, revision: 1); // the end was sent, and something went wrong after all
                }
            }
        }
        else
        {
            Measure(request);
        }

        CaptureStage.Finish(request);
        Tell(request);
    }

    /// <summary>What is told of a record besides the journal's.</summary>
    private static void Tell(RequestContext request)
    {
        if (request.Record.Cost.State == PriceState.Unpriced)
        {
            Pricing.NoteUnpriced(request);
        }

        request.Route?.Arms?.Count(request.Notes.Arm, request.Record);
        request.Services.Record(request);
    }

    /// <summary>
    /// One part of a request that goes on is over, and the record tells of it alone: it gets a record, a line and counters of its own, under the
    /// request's id as the client knows it. False where the journal has no room for another.
    /// </summary>
    public static bool CommitPart(RequestContext request)
    {
        var record = request.Record;
        var hasRoom = true;
        if (IsRecorded(request))
        {
            var journal = request.Services.Journal!;
            journal.Append(record, journal.NextId(record.StartedUnixMilliseconds), revision: 0);
            request.AwaitsDisk = journal.SyncsAlways;
            hasRoom = journal.HasRoomFor(request.Services.ActiveRequests);
        }

        Tell(request);
        return hasRoom;
    }

    /// <summary>A request that was refused because its record had no room has none: it is counted, and stands in the access log.</summary>
    private static bool IsRecorded(RequestContext request) =>
        request.Services.Journal is not null && request.IsDataPlane && request.Record.Fault != FaultCode.StorageError;

    private static void Append(RequestContext request, byte revision)
    {
        var record = request.Record;
        var journal = request.Services.Journal!;
        Measure(request);
        if (revision == 0)
        {
            record.Id = journal.NextId(record.StartedUnixMilliseconds);
            record.Tell();
        }

        journal.Append(record, record.Id, revision, mayWait: record.Attempts > 0 || record.Fault == default);
        request.AwaitsDisk = journal.SyncsAlways;
    }

    private static void Measure(RequestContext request)
    {
        var record = request.Record;
        var now = Stopwatch.GetTimestamp();
        if (record.RequestBytes == 0)
        {
            record.RequestBytes = request.Body.Received;
        }

        record.TotalMicroseconds = Microseconds(request.Started, now);
        var queued = record.QueuedMicroseconds;
        record.OverheadMicroseconds = Math.Max(0, record.TotalMicroseconds - queued);
        if (request.Sent != 0)
        {
            // Ours is what passed before the request went out and between the answer's coming and its going on.
            var before = Microseconds(request.BodyRead != 0 ? request.BodyRead : request.Started, request.Sent) - queued;
            var after = request.AnswerHead == 0 ? 0 : Microseconds(request.AnswerHead, request.FirstOut != 0 ? request.FirstOut : now);
            record.OverheadMicroseconds = Math.Max(0, before + after);
            record.UpstreamMicroseconds = Math.Max(0, record.TotalMicroseconds - record.OverheadMicroseconds - queued);
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
    }

    private static long Microseconds(long from, long to) => Math.Max(0, to - from) / (Stopwatch.Frequency / 1_000_000);
}
