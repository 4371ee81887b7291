using Tollgate.Exchange;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Base64 in either alphabet: Google takes both, and its Python client sends the one for addresses. Other providers take the standard one.</summary>
internal static class Base64Text
{
    /// <summary>The same bytes in the standard alphabet, padded. Nothing is copied where they are so already.</summary>
    public static JsonString Standard(JsonString text)
    {
        var span = text.Span;
        var padding = span.IndexOf((byte)'\\') < 0 ? (4 - (span.Length % 4)) % 4 : 0;
        if (padding == 0 && span.IndexOfAny((byte)'-', (byte)'_') < 0)
        {
            return text;
        }

        var standard = new byte[span.Length + padding];
        for (var i = 0; i < span.Length; i++)
        {
            standard[i] = span[i] switch
            {
                (byte)'-' => (byte)'+',
                (byte)'_' => (byte)'/',
                _ => span[i],
            };
        }

        standard.AsSpan(span.Length).Fill((byte)'=');
        return new JsonString(standard);
    }
}
