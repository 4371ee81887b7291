using Tollgate.Json;
using Tollgate.Surfaces;

namespace Tollgate.Faults;

/// <summary>The JSON body of the gateway's own errors, in the client's dialect, so that its SDK raises the error a user expects.</summary>
internal static class ErrorBody
{
    /// <summary>A destination of this size takes every error: long messages are cut, nothing else varies much.</summary>
    public const int MaxBytes = 2048;

    private const int MaxMessageBytes = 1024;
    private const int MaxParamBytes = 256;
    private const int MaxRequestIdBytes = 128;

    /// <summary>Writes the body and returns its length. <paramref name="destination"/> holds at least <see cref="MaxBytes"/>.</summary>
    /// <param name="dialect">The client's; <see cref="Dialect.None"/> is answered in OpenAI's shape.</param>
    /// <param name="fault">What went wrong.</param>
    /// <param name="requestId">The request's id; only Anthropic's shape carries it in the body.</param>
    /// <param name="destination">Receives the bytes.</param>
    public static int Write(Dialect dialect, in GatewayFault fault, ReadOnlySpan<byte> requestId, Span<byte> destination)
    {
        var json = new JsonSpanWriter(destination);
        Write(ref json, dialect, fault, requestId);
        return json.Written;
    }

    /// <summary>As the other overload, into a text that goes on.</summary>
    internal static void Write(ref JsonSpanWriter json, Dialect dialect, in GatewayFault fault, scoped ReadOnlySpan<byte> requestId)
    {
        switch (dialect)
        {
            case Dialect.Anthropic:
                WriteAnthropic(ref json, fault, requestId);
                break;
            case Dialect.Gemini:
                WriteGemini(ref json, fault);
                break;
            default:
                json.Raw("{\"error\":"u8);
                WriteOpenAiMembers(ref json, fault);
                json.Raw("}"u8);
                break;
        }
    }

    /// <summary>The event that ends a broken stream of the responses API: the members lie flat beside <c>type</c>.</summary>
    internal static void WriteResponsesEvent(ref JsonSpanWriter json, in GatewayFault fault, long sequenceNumber)
    {
        json.Raw("{\"type\":\"error\",\"code\":\""u8);
        json.Raw(fault.Entry.Name);
        json.Raw("\",\"message\":\""u8);
        json.Text(fault.Text, MaxMessageBytes);
        json.Raw("\",\"param\":"u8);
        WriteParam(ref json, fault.Param);
        json.Raw(",\"sequence_number\":"u8);
        json.Number(sequenceNumber);
        json.Raw("}"u8);
    }

    private static void WriteOpenAiMembers(ref JsonSpanWriter json, in GatewayFault fault)
    {
        json.Raw("{\"message\":\""u8);
        json.Text(fault.Text, MaxMessageBytes);
        json.Raw("\",\"type\":\""u8);
        json.Raw(fault.Entry.OpenAiType);
        json.Raw("\",\"param\":"u8);
        WriteParam(ref json, fault.Param);
        json.Raw(",\"code\":\""u8);
        json.Raw(fault.Entry.Name);
        json.Raw("\"}"u8);
    }

    /// <summary><c>code</c> is ours; Anthropic's SDKs ignore members that they do not know.</summary>
    private static void WriteAnthropic(ref JsonSpanWriter json, in GatewayFault fault, scoped ReadOnlySpan<byte> requestId)
    {
        json.Raw("{\"type\":\"error\",\"error\":{\"type\":\""u8);
        json.Raw(fault.Entry.AnthropicType);
        json.Raw("\",\"message\":\""u8);
        json.Text(fault.Text, MaxMessageBytes);
        json.Raw("\",\"code\":\""u8);
        json.Raw(fault.Entry.Name);
        json.Raw("\"},\"request_id\":\""u8);
        json.Text(requestId, MaxRequestIdBytes);
        json.Raw("\"}"u8);
    }

    /// <summary>The stable code is the <c>reason</c> of a <c>google.rpc.ErrorInfo</c>, where Google's clients look for one.</summary>
    private static void WriteGemini(ref JsonSpanWriter json, in GatewayFault fault)
    {
        json.Raw("{\"error\":{\"code\":"u8);
        json.Number(fault.Status);
        json.Raw(",\"message\":\""u8);
        json.Text(fault.Text, MaxMessageBytes);
        json.Raw("\",\"status\":\""u8);
        json.Raw(fault.Entry.GeminiStatus);
        json.Raw("\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\""u8);
        json.Raw(fault.Entry.Name);
        json.Raw("\",\"domain\":\"tollgate\"}"u8);
        if (fault.RetryAfterSeconds > 0)
        {
            json.Raw(",{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\""u8);
            json.Number(fault.RetryAfterSeconds);
            json.Raw("s\"}"u8);
        }

        json.Raw("]}}"u8);
    }

    private static void WriteParam(ref JsonSpanWriter json, string? param)
    {
        if (param is null)
        {
            json.Raw("null"u8);
            return;
        }

        json.Raw("\""u8);
        json.Text(param, MaxParamBytes);
        json.Raw("\""u8);
    }
}
