using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>Google's error object: as a body, and as the last piece of a stream.</summary>
public static class GeminiError
{
    /// <summary>The message of an error document.</summary>
    public static string Check(ReadOnlySpan<byte> json) => Check(Must.Parse(json));

    internal static string Check(JsonElement document)
    {
        var error = Must.Object(Must.Has(document, "error"), "error");
        Must.Be(Must.Count(error, "code") is >= 400 and <= 599, $"no status: {Must.Cut(error)}");
        Must.OneOf(
            error,
            "status",
            "INVALID_ARGUMENT",
            "FAILED_PRECONDITION",
            "OUT_OF_RANGE",
            "UNAUTHENTICATED",
            "PERMISSION_DENIED",
            "NOT_FOUND",
            "ABORTED",
            "ALREADY_EXISTS",
            "RESOURCE_EXHAUSTED",
            "CANCELLED",
            "DATA_LOSS",
            "UNKNOWN",
            "INTERNAL",
            "UNIMPLEMENTED",
            "UNAVAILABLE",
            "DEADLINE_EXCEEDED");
        return Must.String(error, "message");
    }
}
