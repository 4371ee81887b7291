using Tollgate.Exchange;

namespace Tollgate.Upstreams.Gemini;

/// <summary>A request that is one turn of the user's, as those for pictures, sound and transcripts are.</summary>
internal static class GeminiTurn
{
    /// <summary>Begins the turn, as the member <c>contents</c>; its parts follow.</summary>
    public static void Begin(JsonOut json)
    {
        json.Name("contents"u8);
        json.BeginArray();
        json.BeginObject();
        json.Name("role"u8);
        json.Ascii("user"u8);
        json.Name("parts"u8);
        json.BeginArray();
    }

    /// <summary>Ends it.</summary>
    public static void End(JsonOut json)
    {
        json.EndArray();
        json.EndObject();
        json.EndArray();
    }
}
