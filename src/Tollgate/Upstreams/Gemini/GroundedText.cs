using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Finds the places of Google's segments, which count bytes, in a text by code points. Segments usually follow each other: a place is counted on from the one before.</summary>
/// <param name="utf8">The text; empty where it was not kept.</param>
internal sealed class GroundedText(ReadOnlyMemory<byte> utf8)
{
    /// <summary>Times the text's length that may be looked through for all segments together: what jumps to and fro more than that has no places.</summary>
    private const int MostPasses = 64;

    private long _left = (long)utf8.Length * MostPasses;
    private int _bytes;
    private int _points;

    /// <summary>Start and end of a segment; -1 each where it is not in the text.</summary>
    public (int Start, int End) PlaceOf(JsonNode segment)
    {
        var start = segment["startIndex"u8].Whole ?? 0; // left out for 0
        var end = segment["endIndex"u8].Whole ?? -1;
        var words = segment["text"u8].Text.Decode();
        if (start < 0 || end <= start || end > utf8.Length || (!words.IsEmpty && !utf8.Span[(int)start..(int)end].SequenceEqual(words.Span)))
        {
            // Of an answer in several parts, each segment counts from the beginning of its own.
            _left -= utf8.Length;
            start = words.IsEmpty || _left < 0 ? -1 : utf8.Span.IndexOf(words.Span);
            end = start + words.Length;
        }

        return start < 0 || PointsAt((int)start) is not { } from || PointsAt((int)end) is not { } to ? (-1, -1) : (from, to);
    }

    private int? PointsAt(int bytes)
    {
        if (bytes < _bytes)
        {
            (_bytes, _points) = (0, 0);
        }

        _left -= bytes - _bytes;
        if (_left < 0)
        {
            return null;
        }

        _points += TextLength.OfUtf8(utf8.Span[_bytes..], bytes - _bytes);
        _bytes = bytes;
        return _points;
    }
}
