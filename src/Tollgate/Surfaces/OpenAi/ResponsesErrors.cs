using System.Text;
using Tollgate.Exchange;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Providers' failures in the words of OpenAI's responses.</summary>
internal static class ResponsesErrors
{
    /// <summary>Writes the body of an error answer and returns its status.</summary>
    /// <param name="failure">What the provider said.</param>
    /// <param name="status">The status that it came with.</param>
    /// <param name="json">Where to.</param>
    public static int Write(UpstreamFailure failure, int status, JsonOut json)
    {
        json.BeginObject();
        json.Name("error"u8);
        WriteObject(failure, json);
        json.EndObject();
        return failure.Kind switch
        {
            FailureKind.Balance => 429, // as OpenAI has it
            FailureKind.Unknown => status >= 400 ? status : 502,
            var kind => FailureKinds.StatusOf(kind),
        };
    }

    /// <summary>The error object itself.</summary>
    public static void WriteObject(UpstreamFailure failure, JsonOut json)
    {
        json.BeginObject();
        json.Name("message"u8);
        WriteMessage(failure, json);
        json.Name("type"u8);
        json.Ascii(TypeOf(failure.Kind));
        json.Name("param"u8);
        WriteOrNull(failure.Param, json);
        json.Name("code"u8);
        WriteCode(failure, json);
        json.EndObject();
    }

    /// <summary>The members of an <c>error</c> event: the schema has them in the event itself, OpenAI's servers send them as an object. Clients know either.</summary>
    public static void WriteEvent(UpstreamFailure failure, JsonOut json)
    {
        json.Name("code"u8);
        WriteCode(failure, json);
        json.Name("message"u8);
        WriteMessage(failure, json);
        json.Name("param"u8);
        WriteOrNull(failure.Param, json);
        json.Name("error"u8);
        WriteObject(failure, json);
    }

    /// <summary>The error of a response that failed: its codes are a list of their own.</summary>
    public static void WriteFailed(UpstreamFailure failure, JsonOut json)
    {
        json.BeginObject();
        json.Name("code"u8);
        json.Ascii(failure.Kind switch
        {
            FailureKind.RateLimit => "rate_limit_exceeded"u8,
            FailureKind.Balance => "insufficient_quota"u8, // this and the next are in no list, but OpenAI sends them and its Codex looks for them
            FailureKind.ContextTooLong => "context_length_exceeded"u8,
            FailureKind.BadRequest or FailureKind.ContentFilter or FailureKind.TooLarge => "invalid_prompt"u8,
            _ => "server_error"u8,
        });
        json.Name("message"u8);
        WriteMessage(failure, json);
        json.EndObject();
    }

    private static ReadOnlySpan<byte> TypeOf(FailureKind kind) => kind switch
    {
        FailureKind.RateLimit => "requests"u8,
        FailureKind.Balance => "insufficient_quota"u8,
        FailureKind.Server or FailureKind.Timeout or FailureKind.Overloaded or FailureKind.Unknown => "server_error"u8,
        _ => "invalid_request_error"u8,
    };

    private static void WriteCode(UpstreamFailure failure, JsonOut json)
    {
        switch (failure.Kind)
        {
            case FailureKind.Authentication:
                json.Ascii("invalid_api_key"u8);
                break;
            case FailureKind.Balance:
                json.Ascii("insufficient_quota"u8);
                break;
            case FailureKind.NotFound:
                json.Ascii("model_not_found"u8);
                break;
            case FailureKind.RateLimit:
                json.Ascii("rate_limit_exceeded"u8);
                break;
            case FailureKind.Overloaded:
                json.Ascii("overloaded"u8);
                break;
            case FailureKind.ContextTooLong:
                json.Ascii("context_length_exceeded"u8);
                break;
            case FailureKind.ContentFilter:
                json.Ascii("content_filter"u8);
                break;
            default:
                WriteOrNull(failure.Code, json);
                break;
        }
    }

    private static void WriteMessage(UpstreamFailure failure, JsonOut json)
    {
        var message = failure.Message.Length > 0 ? failure.Message : "The provider failed without saying why.";
        json.Text(Encoding.UTF8.GetBytes(message));
    }

    private static void WriteOrNull(string? text, JsonOut json)
    {
        if (text is null)
        {
            json.Null();
        }
        else
        {
            json.Text(Encoding.UTF8.GetBytes(text));
        }
    }
}
