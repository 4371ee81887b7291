using System.Text;

namespace Tollgate.Recording.Capture;

/// <summary>One event of a captured stream, with the JSON in its data line taken apart.</summary>
internal sealed class CapturedEvent
{
    private readonly string _before;
    private readonly byte[] _json;
    private readonly string _after;

    private CapturedEvent(string before, byte[] json, string after, List<JsonPiece> pieces)
    {
        _before = before;
        _json = json;
        _after = after;
        Pieces = pieces;
    }

    /// <summary>Texts of its JSON in order; none where it has no JSON.</summary>
    public List<JsonPiece> Pieces { get; }

    /// <summary>Takes an event apart. One with several data lines, or with something else than JSON, is plain text.</summary>
    public static CapturedEvent Read(ReadOnlySpan<byte> bytes)
    {
        var pieces = new List<JsonPiece>();
        var start = bytes.IndexOf("data:"u8);
        if (start >= 0 && bytes[(start + 5)..].IndexOf("\ndata:"u8) < 0)
        {
            var line = bytes[(start + 5)..];
            var end = line.IndexOfAny((byte)'\r', (byte)'\n');
            var json = (end < 0 ? line : line[..end]).TrimEnd(" "u8);
            if (JsonPieces.Read(json, pieces) == json.Length && json.Length > 0)
            {
                return new CapturedEvent(
                    Encoding.UTF8.GetString(bytes[..(start + 5)]), json.ToArray(), Encoding.UTF8.GetString(bytes[(start + 5 + json.Length)..]), pieces);
            }

            pieces.Clear();
        }

        return new CapturedEvent(Encoding.UTF8.GetString(bytes), [], string.Empty, pieces);
    }

    /// <summary>The event with some of its texts changed, in any order.</summary>
    public string Rewrite(Redactor redactor, List<(JsonPiece Piece, string Text)> changes)
    {
        var json = changes.Count == 0 ? Encoding.UTF8.GetString(_json) : JsonPieces.Rewrite(_json, changes.OrderBy(change => change.Piece.Start));
        return redactor.Redact(_before) + json + redactor.Redact(_after);
    }
}
