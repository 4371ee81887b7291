using Tollgate.Exchange;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Providers' failures in the midst of a response.</summary>
internal static class ResponsesErrors
{
    /// <summary>The members of an <c>error</c> event: the schema has them in the event itself, OpenAI's servers send them as an object. Clients know either.</summary>
    public static void WriteEvent(UpstreamFailure failure, JsonOut json)
    {
        json.Name("code"u8);
        OpenAiErrors.WriteCode(failure, json);
        json.Name("message"u8);
        OpenAiErrors.WriteMessage(failure, json);
        json.Name("param"u8);
        OpenAiErrors.TextOrNull(json, failure.Param);
        json.Name("error"u8);
        OpenAiErrors.WriteObject(failure, FailureKinds.StatusOf(failure.Kind), json);
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
        OpenAiErrors.WriteMessage(failure, json);
        json.EndObject();
    }
}
