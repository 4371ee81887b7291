using Tollgate.Json;
using Tollgate.Surfaces;

namespace Tollgate.Faults;

/// <summary>The same errors as <see cref="ErrorBody"/>, as the SSE event that ends a stream which cannot go on.</summary>
internal static class ErrorEvent
{
    /// <summary>A destination of this size takes every event.</summary>
    public const int MaxBytes = ErrorBody.MaxBytes + 64;

    /// <summary>Writes one whole event, blank line included, and returns its length.</summary>
    /// <param name="dialect">The client's; <see cref="Dialect.None"/> is answered in OpenAI's shape.</param>
    /// <param name="fault">What went wrong.</param>
    /// <param name="requestId">The request's id; only Anthropic's shape carries it.</param>
    /// <param name="destination">Receives the bytes; at least <see cref="MaxBytes"/>.</param>
    public static int Write(Dialect dialect, in GatewayFault fault, ReadOnlySpan<byte> requestId, Span<byte> destination)
    {
        var json = new JsonSpanWriter(destination);
        json.Raw(dialect is Dialect.Anthropic ? "event: error\ndata: "u8 : "data: "u8);
        ErrorBody.Write(ref json, dialect, fault, requestId);
        json.Raw(dialect is Dialect.Gemini ? "\r\n\r\n"u8 : "\n\n"u8);
        return json.Written;
    }

    /// <summary>The event for OpenAI's responses API, whose streams name their events and number them.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="sequenceNumber">One more than that of the last event relayed.</param>
    /// <param name="destination">Receives the bytes; at least <see cref="MaxBytes"/>.</param>
    public static int WriteResponses(in GatewayFault fault, long sequenceNumber, Span<byte> destination)
    {
        var json = new JsonSpanWriter(destination);
        json.Raw("event: error\ndata: "u8);
        ErrorBody.WriteResponsesEvent(ref json, fault, sequenceNumber);
        json.Raw("\n\n"u8);
        return json.Written;
    }
}
