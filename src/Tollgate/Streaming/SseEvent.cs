namespace Tollgate.Streaming;

/// <summary>One server-sent event as it lies in a span. <c>id</c>, <c>retry</c> and unknown fields are left out.</summary>
internal readonly ref struct SseEvent
{
    /// <summary>The event's bytes, its ending empty line included.</summary>
    public required ReadOnlySpan<byte> Raw { get; init; }

    /// <summary>Offset of <see cref="Raw"/> in the span that was read.</summary>
    public required int Start { get; init; }

    /// <summary>Value of the last <c>event</c> field, empty where there is none.</summary>
    public ReadOnlySpan<byte> Name { get; init; }

    /// <summary>Value of the first <c>data</c> line: the whole payload where <see cref="DataLines"/> is 1.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>Number of <c>data</c> lines. A reader of the stream dispatches nothing where it is 0.</summary>
    public int DataLines { get; init; }

    /// <summary>Nothing but comments, such as a heartbeat.</summary>
    public bool IsCommentOnly { get; init; }

    /// <summary>OpenAI's end mark.</summary>
    public bool IsDone => Data.SequenceEqual("[DONE]"u8);

    /// <summary>
    /// Joins several <c>data</c> lines with LF into <paramref name="into"/>, which has to be as long as <see cref="Raw"/> to be
    /// surely enough. -1 where it is too small.
    /// </summary>
    public int JoinData(Span<byte> into)
    {
        var written = 0;
        var rest = Raw;
        for (var seen = 0; seen < DataLines;)
        {
            var line = SseLine.Take(ref rest);
            if (!SseLine.TryReadField(line, "data"u8, out var value))
            {
                continue;
            }

            var gap = seen == 0 ? 0 : 1;
            if (into.Length - written < value.Length + gap)
            {
                return -1;
            }

            if (gap != 0)
            {
                into[written++] = (byte)'\n';
            }

            value.CopyTo(into[written..]);
            written += value.Length;
            seen++;
        }

        return written;
    }
}
