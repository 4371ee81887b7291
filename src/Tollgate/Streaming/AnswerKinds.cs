using System.Text;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>Tells from an answer's head how its body is handled.</summary>
internal static class AnswerKinds
{
    public static AnswerKind Of(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        request.Tap.BeginOpaque();
        var answer = request.Answer!;
        var type = answer.ValueOf(KnownField.ContentType).Of(connection.In.Unread);
        if (request.Reader.Mask is not null && framing != BodyFraming.None && request.Endpoint.Kind != EndpointKind.ControlPlane && IsEncoded(answer, connection))
        {
            // A refusal is decoded, so that what must not be in it can be found.
            return AnswerDecoder.Knows(answer.ValueOf(KnownField.ContentEncoding).Of(connection.In.Unread)) ? AnswerKind.Json : AnswerKind.Unreadable;
        }

        if (request.IsRaw || request.Endpoint.Kind == EndpointKind.ControlPlane || !request.Snapshot.Config.Metering.Usage)
        {
            return AnswerKind.Opaque;
        }

        if (framing == BodyFraming.None)
        {
            // 204 says that there is nothing; a success that says nothing at all is no answer to a question.
            return answer.Status is >= 200 and < 300 and not 204 && request.Endpoint.Kind == EndpointKind.Understood
                ? AnswerKind.Wrong
                : AnswerKind.Opaque;
        }

        if (StartsWith(type, "text/event-stream"u8))
        {
            return !IsEncoded(answer, connection) ? AnswerKind.Events
                : request.Endpoint.Kind == EndpointKind.Understood ? AnswerKind.Wrong
                : AnswerKind.Opaque;
        }

        if (type.IsEmpty && request.Stream && !IsEncoded(answer, connection) && UntypedAnswer.IsEvents(connection.In.Unread[answer.Length..], framing))
        {
            return AnswerKind.Events;
        }

        var json = StartsWith(type, "application/json"u8) || type.IsEmpty;
        if (answer.Status is >= 200 and < 300 && request.Endpoint.Kind == EndpointKind.Understood)
        {
            // A success that is no JSON is a proxy's or a captive portal's page, not an answer; nor is one that nobody here can read.
            return json && (!IsEncoded(answer, connection) || AnswerDecoder.Knows(answer.ValueOf(KnownField.ContentEncoding).Of(connection.In.Unread)))
                ? AnswerKind.Json
                : AnswerKind.Wrong;
        }

        return json && !IsEncoded(answer, connection) ? AnswerKind.Json : AnswerKind.Opaque;
    }

    public static bool IsEncoded(ResponseHead answer, UpstreamConnection connection)
    {
        var encoding = answer.ValueOf(KnownField.ContentEncoding).Of(connection.In.Unread);
        return !encoding.IsEmpty && !Ascii.EqualsIgnoreCase(encoding, "identity"u8);
    }

    private static bool StartsWith(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name) =>
        type.Length >= name.Length && Ascii.EqualsIgnoreCase(type[..name.Length], name);
}
