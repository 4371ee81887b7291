using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Metering.Bpe;

namespace Tollgate.Tests.Metering.Bpe;

/// <summary>Counts a text as it would stand in JSON.</summary>
internal static class CountedText
{
    /// <summary>The inside of a JSON string, with as many escapes as there are or as few.</summary>
    public static byte[] Json(string text, bool isEscaped = false) => Encoding.UTF8.GetBytes(
        JsonEncodedText.Encode(text, isEscaped ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());

    /// <summary>Its tokens.</summary>
    public static long Count(BpeVocabulary vocabulary, string text) => Count(vocabulary, Json(text), int.MaxValue);

    /// <summary>The tokens of the inside of a JSON string that comes in pieces of this size.</summary>
    public static long Count(BpeVocabulary vocabulary, ReadOnlySpan<byte> json, int pieceBytes)
    {
        var counter = new BpeCounter();
        counter.Begin(vocabulary);
        for (var at = 0; at < json.Length;)
        {
            var length = Math.Min(pieceBytes, json.Length - at);
            counter.Add(json.Slice(at, length));
            at += length;
        }

        var soFar = counter.Tokens;
        counter.EndText();
        return counter.Tokens == soFar ? soFar : -1;
    }
}
