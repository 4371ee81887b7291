using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>OpenAI's error object: as a body, and as the last event of a stream.</summary>
public static class OpenAiError
{
    /// <summary>The message of an error document.</summary>
    public static string Check(ReadOnlySpan<byte> json) => Check(Must.Parse(json));

    internal static string Check(JsonElement document)
    {
        var error = Must.Object(Must.Has(document, "error"), "error");
        Must.Filled(error, "type");
        Must.NullOr(error, "param", JsonValueKind.String);
        Must.NullOr(error, "code", JsonValueKind.String);
        return Must.String(error, "message");
    }
}
