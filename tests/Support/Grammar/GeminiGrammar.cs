using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>Google's answers, by its API reference and its recorded traffic.</summary>
public static class GeminiGrammar
{
    /// <summary>An answer that came whole.</summary>
    public static AnswerSeen Whole(ReadOnlySpan<byte> json)
    {
        var state = new GeminiPieces();
        state.Take(Must.Parse(json));
        return state.End();
    }

    /// <summary>An answer that came as events.</summary>
    public static AnswerSeen Stream(ReadOnlySpan<byte> stream)
    {
        var state = new GeminiPieces();
        foreach (var item in SseText.Read(stream))
        {
            Must.Be(item.Name.Length == 0, $"Google's events have no names: {item.Name}");
            state.Take(Must.Parse(item.Data));
        }

        return state.End();
    }

    /// <summary>An answer that came as one growing JSON array.</summary>
    public static AnswerSeen Array(ReadOnlySpan<byte> json)
    {
        var state = new GeminiPieces();
        var pieces = Must.Parse(json);
        Must.Be(pieces.ValueKind == JsonValueKind.Array, "the stream is no array");
        foreach (var piece in pieces.EnumerateArray())
        {
            state.Take(piece);
        }

        return state.End();
    }
}
