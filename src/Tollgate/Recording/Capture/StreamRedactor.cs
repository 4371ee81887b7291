namespace Tollgate.Recording.Capture;

/// <summary>
/// Redacts the events of a stream. A model writes in tokens, so a secret comes in pieces, an event each: the texts that follow one another at the same
/// place of their events are searched as the one text that they are.
/// </summary>
internal static class StreamRedactor
{
    /// <summary>Names under which the dialects send text in pieces.</summary>
    private static readonly HashSet<string> PieceNames = new(StringComparer.Ordinal)
    {
        "content", "text", "delta", "reasoning_content", "reasoning", "thinking", "arguments", "partial_json", "refusal", "transcript",
    };

    /// <summary>Events as they went out, redacted.</summary>
    /// <param name="redactor">The rules.</param>
    /// <param name="stream">The stream's bytes.</param>
    /// <param name="truncated">The stream went on; its last event here is not whole and goes.</param>
    public static List<string> Redact(Redactor redactor, ReadOnlySpan<byte> stream, bool truncated)
    {
        var events = Split(stream, truncated);
        var changes = events.ConvertAll(_ => new List<(JsonPiece Piece, string Text)>());
        var texts = new Dictionary<string, List<(int Event, JsonPiece Piece)>>(StringComparer.Ordinal);
        for (var i = 0; i < events.Count; i++)
        {
            var place = Place(events[i]);
            foreach (var piece in events[i].Pieces)
            {
                if (piece.Path.Length > 0 && PieceNames.Contains(piece.Name))
                {
                    if (!texts.TryGetValue(place + piece.Path, out var parts)) { texts.Add(place + piece.Path, parts = []); }
                    parts.Add((i, piece));
                }
                else if (redactor.Redact(piece.Text) is var kept && !ReferenceEquals(kept, piece.Text))
                {
                    changes[i].Add((piece, kept));
                }
            }
        }

        foreach (var parts in texts.Values)
        {
            RedactText(redactor, parts, changes, truncated);
        }

        return [.. events.Select((one, i) => one.Rewrite(redactor, changes[i]))];
    }

    /// <summary>Which of several answers, blocks or calls at once an event continues.</summary>
    private static string Place(CapturedEvent one) =>
        string.Join(' ', one.Pieces.Where(piece => piece.Path.Length == 0 && piece.Name is "index" or "output_index" or "content_index").Select(piece => piece.Text));

    private static void RedactText(
        Redactor redactor, List<(int Event, JsonPiece Piece)> parts, List<List<(JsonPiece Piece, string Text)>> changes, bool truncated)
    {
        var whole = string.Concat(parts.Select(part => part.Piece.Text));
        var found = redactor.Find(whole);
        if (truncated)
        {
            var end = DocumentRedactor.WithoutDoubtfulEnd(whole).Length;
            found.RemoveAll(redaction => redaction.Start >= end);
            if (found.Count > 0 && found[^1].End > end) { end = found[^1].End; }
            if (end < whole.Length) { found.Add(new Redaction(end, whole.Length - end, string.Empty)); }
        }

        var offset = 0;
        foreach (var (at, piece) in parts)
        {
            var next = offset + piece.Text.Length;
            if (found.Exists(redaction => redaction.Start < next && redaction.End > offset))
            {
                changes[at].Add((piece, Redactor.Replace(piece.Text, offset, found)));
            }

            offset = next;
        }
    }

    private static List<CapturedEvent> Split(ReadOnlySpan<byte> stream, bool truncated)
    {
        var events = new List<CapturedEvent>();
        while (!stream.IsEmpty)
        {
            var end = EndOfEvent(stream);
            if (end < 0)
            {
                if (!truncated) { events.Add(CapturedEvent.Read(stream)); }
                break;
            }

            events.Add(CapturedEvent.Read(stream[..end]));
            stream = stream[end..];
        }

        return events;
    }

    /// <summary>Length of the first event with its empty line; -1 when that does not come.</summary>
    private static int EndOfEvent(ReadOnlySpan<byte> stream)
    {
        for (var i = 0; i < stream.Length; i++)
        {
            var first = LineEnd(stream[i..]);
            if (first > 0 && LineEnd(stream[(i + first)..]) is > 0 and var second) { return i + first + second; }
            i += Math.Max(0, first - 1);
        }

        return -1;
    }

    private static int LineEnd(ReadOnlySpan<byte> at) => at switch
    {
        [(byte)'\r', (byte)'\n', ..] => 2,
        [(byte)'\r' or (byte)'\n', ..] => 1,
        _ => 0,
    };
}
