namespace Tollgate.Upstreams.Demo;

/// <summary>Errors in the words and the shape of the dialect that was spoken.</summary>
internal static class DemoErrors
{
    public static void WriteNotFound(DemoReply reply, DemoEndpoint endpoint) =>
        Write(reply, endpoint, 404, "There is no such object or address here.");

    /// <summary>Writes an error as the body and sets its status.</summary>
    public static void Write(DemoReply reply, DemoEndpoint endpoint, int status, string message)
    {
        reply.Status = status;
        var json = reply.Json;
        json.WriteStartObject();
        switch (endpoint)
        {
            case DemoEndpoint.Messages:
                json.WriteString("type"u8, "error"u8);
                json.WriteStartObject("error"u8);
                json.WriteString("type"u8, AnthropicType(status));
                json.WriteString("message"u8, message);
                json.WriteEndObject();
                json.WriteString("request_id"u8, reply.Id("req_"));
                break;
            case DemoEndpoint.Generate or DemoEndpoint.GenerateStream:
                json.WriteStartObject("error"u8);
                json.WriteNumber("code"u8, status);
                json.WriteString("message"u8, message);
                json.WriteString("status"u8, GoogleStatus(status));
                json.WriteEndObject();
                break;
            default:
                var (type, code) = OpenAiType(status);
                json.WriteStartObject("error"u8);
                json.WriteString("message"u8, message);
                json.WriteString("type"u8, type);
                json.WriteNull("param"u8);
                json.WriteString("code"u8, code);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
    }

    private static (string Type, string? Code) OpenAiType(int status) => status switch
    {
        401 => ("invalid_request_error", "invalid_api_key"),
        404 => ("invalid_request_error", "not_found"),
        429 => ("requests", "rate_limit_exceeded"),
        >= 500 => ("server_error", null),
        _ => ("invalid_request_error", null),
    };

    private static string AnthropicType(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };

    private static string GoogleStatus(int status) => status switch
    {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        >= 500 => "INTERNAL",
        _ => "INVALID_ARGUMENT",
    };
}
