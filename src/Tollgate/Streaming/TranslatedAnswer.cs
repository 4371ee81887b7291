using System.Text;
using Tollgate.Exchange;
using Tollgate.Faults;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;

namespace Tollgate.Streaming;

/// <summary>The heads of translated answers, which are all our own, and their chunks.</summary>
internal static class TranslatedAnswer
{
    private const int MaxWarningBytes = 64;

    /// <summary>How the provider frames its answer, by the type that it gives; null where it is none of a chat's.</summary>
    public static FrameKind? FramesOf(RequestContext request, UpstreamConnection connection) => FramesOf(
        request.Answer!.ValueOf(KnownField.ContentType).Of(connection.In.Unread), request.Stream, request.Translation!.Translator);

    /// <inheritdoc cref="FramesOf(RequestContext, UpstreamConnection)"/>
    public static FrameKind? FramesOf(ReadOnlySpan<byte> type, bool stream, Translator translator) =>
        type.IsEmpty ? stream ? translator.Frames : FrameKind.None
            : Starts(type, "application/json"u8) ? FrameKind.None
            : Starts(type, "text/event-stream"u8) ? FrameKind.Sse
            : Starts(type, "application/x-ndjson"u8) || Starts(type, "application/stream+json"u8) ? FrameKind.Lines
            : Starts(type, "application/vnd.amazon.eventstream"u8) ? FrameKind.AwsEvents
            : null;

    /// <summary>Opens a stream, if it is not open.</summary>
    public static void BeginStream(SendBuffer bytes, RequestContext request)
    {
        if (request.HeadIsOut)
        {
            return;
        }

        request.KeepAlive &= !request.Http10; // its events end with the connection
        WriteStatus(bytes, request, 200);
        bytes.Write(request.Translation!.Context.AsArray
            ? "content-type: application/json; charset=utf-8\r\ncache-control: no-cache\r\n"u8
            : "content-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"u8);
        WriteWarnings(bytes, request.Translation.Notes);
        WriteLimits(bytes, request);
        AnswerHead.WriteCommon(bytes, request);
        AnswerWriter.EndHeadUnsized(bytes, request);
    }

    /// <summary>The head of a whole answer, and the body if <paramref name="together"/> says so.</summary>
    public static void WriteWhole(SendBuffer bytes, RequestContext request, ReadOnlySpan<byte> body, bool together)
    {
        var type = request.Translation!.Translator.ContentType;
        WriteStatus(bytes, request, 200);
        bytes.Write("content-type: "u8);
        bytes.Write(type);
        bytes.Write("\r\n"u8);
        WriteWarnings(bytes, request.Translation.Notes);
        WriteLimits(bytes, request);
        AnswerHead.WriteCommon(bytes, request);
        AnswerWriter.WriteCost(bytes, request);
        AnswerWriter.EndHeadSized(bytes, body.Length);
        bytes.Write(together ? body : default);
        request.Record.ResponseBytes = body.Length;
        if (type.SequenceEqual("application/json"u8))
        {
            request.Capture?.AddAnswer(body); // what is kept of an answer is read by people
        }
    }

    /// <summary>A refusal of the provider's.</summary>
    public static void WriteRefusal(SendBuffer bytes, RequestContext request, int status, ReadOnlySpan<byte> retryAfter, ReadOnlySpan<byte> body)
    {
        WriteStatus(bytes, request, status);
        bytes.Write("content-type: application/json\r\n"u8);
        if (!retryAfter.IsEmpty)
        {
            bytes.Write("retry-after: "u8);
            bytes.Write(retryAfter);
            bytes.Write("\r\n"u8);
        }

        WriteLimits(bytes, request);
        AnswerHead.WriteCommon(bytes, request);
        AnswerWriter.EndHeadSized(bytes, body.Length);
        bytes.Write(body);
        request.Record.ResponseBytes = body.Length;
        request.Capture?.AddAnswer(body);
    }

    /// <summary>Frames what was written for the client, notes the provider's own error, and commits the record where the answer ends with it.</summary>
    /// <param name="bytes">Where it goes.</param>
    /// <param name="request">The request.</param>
    /// <param name="events">What was written.</param>
    /// <param name="hasEnd">The client's own end of an answer is in it.</param>
    /// <param name="isLast">The body ends.</param>
    public static void WritePiece(SendBuffer bytes, RequestContext request, ReadOnlySpan<byte> events, bool hasEnd, bool isLast)
    {
        if (!events.IsEmpty)
        {
            request.Record.Events++;
            EventRelay.Write(request, bytes, events);
        }

        if (request.Translation!.Translator.Failure is { } failure && request.Record.ErrorClass == ErrorClass.None)
        {
            request.Record.ErrorClass = ErrorClasses.OfUpstreamStatus(FailureKinds.StatusOf(failure.Kind));
        }

        if (hasEnd || isLast)
        {
            RecordingStage.Commit(request);
        }

        if (isLast)
        {
            request.EndSent = true;
            if (!request.Http10)
            {
                bytes.Write(HttpWriter.LastChunk);
            }
        }
    }

    private static void WriteStatus(SendBuffer bytes, RequestContext request, int status)
    {
        var written = 0;
        HttpWriter.TryWriteStatusLine(status, bytes.Reserve(64), ref written);
        bytes.Advance(written);
        request.Record.Status = status;
    }

    /// <summary>The provider's limits, where the gateway has none of its own for the client.</summary>
    private static void WriteLimits(SendBuffer bytes, RequestContext request)
    {
        if (request.Hold is null)
        {
            request.Translation!.Limits.Write(bytes, request.Endpoint.Dialect, request.Services.UnixMilliseconds);
        }
    }

    /// <summary>Names what was left out. The names are the client's own: nothing of them may end a header line.</summary>
    private static void WriteWarnings(SendBuffer bytes, TranslationNotes notes)
    {
        if (notes.Warnings.Count == 0)
        {
            return;
        }

        bytes.Write("x-tollgate-warnings: "u8);
        for (var i = 0; i < notes.Warnings.Count; i++)
        {
            bytes.Write(i == 0 ? "unsupported:"u8 : ", unsupported:"u8);
            foreach (var c in notes.Warnings[i].AsSpan(0, Math.Min(notes.Warnings[i].Length, MaxWarningBytes)))
            {
                bytes.Write([char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '[' or ']' or '-' ? (byte)c : (byte)'?']);
            }
        }

        bytes.Write("\r\n"u8);
    }

    private static bool Starts(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name) =>
        type.Length >= name.Length && Ascii.EqualsIgnoreCase(type[..name.Length], name);
}
