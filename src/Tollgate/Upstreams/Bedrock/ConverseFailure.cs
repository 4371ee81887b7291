using Tollgate.Exchange;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>
/// Reads Bedrock's failures. What kind it is stands beside the body, which is <c>{"message"}</c>: in the header <c>x-amzn-errortype</c>, in a stream in
/// the frame's name.
/// </summary>
internal static class ConverseFailure
{
    /// <summary>Of a refusal or an exception.</summary>
    /// <param name="status">The answer's status; 0 within a stream.</param>
    /// <param name="type">The exception's name, perhaps with a colon and an address behind it; null or empty where it is not known.</param>
    /// <param name="body">Its words.</param>
    public static UpstreamFailure Of(int status, string? type, ReadOnlyMemory<byte> body)
    {
        var colon = type?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var name = colon < 0 ? type : type![..colon];
        var message = MessageOf(body, ref name);
        return new UpstreamFailure { Kind = KindOf(name, message, status), Message = message, Code = string.IsNullOrEmpty(name) ? null : name };
    }

    private static string MessageOf(ReadOnlyMemory<byte> body, ref string? name)
    {
        using var json = ParsedJson.Parse(body);
        if (!json.IsJson)
        {
            return FailureText.OfBody(body.Span);
        }

        var type = json.Root["__type"u8].Text;
        if (string.IsNullOrEmpty(name) && !type.IsEmpty)
        {
            name = FailureText.Of(type).Split('#')[^1];
        }

        var message = json.Root["message"u8];
        return FailureText.Of(message.IsString ? message.Text : json.Root["Message"u8].Text);
    }

    private static FailureKind KindOf(string? name, string message, int status) => name?.ToLowerInvariant() switch
    {
        _ when IsTooLong(message) => FailureKind.ContextTooLong,
        "validationexception" => FailureKind.BadRequest,
        "throttlingexception" or "servicequotaexceededexception" or "toomanyrequestsexception" => FailureKind.RateLimit,
        "serviceunavailableexception" or "modelnotreadyexception" => FailureKind.Overloaded,
        "modeltimeoutexception" => FailureKind.Timeout,
        "accessdeniedexception" => FailureKind.Permission,
        "expiredtokenexception" or "unrecognizedclientexception" or "invalidsignatureexception" or "incompletesignatureexception"
            or "missingauthenticationtokenexception" or "invalidclienttokenid" => FailureKind.Authentication,
        "resourcenotfoundexception" => FailureKind.NotFound,
        "modelerrorexception" or "modelstreamerrorexception" or "internalserverexception" => FailureKind.Server,
        _ when status is 424 or 0 => FailureKind.Server,
        _ => FailureKinds.OfStatus(status),
    };

    private static bool IsTooLong(string message) =>
        message.Contains("too long for requested model", StringComparison.OrdinalIgnoreCase)
        || message.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase)
        || message.Contains("exceeds the maximum number of tokens", StringComparison.OrdinalIgnoreCase)
        || message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase);
}
