namespace Tollgate.Http1;

/// <summary>
/// Looks for the empty line that ends a head, remembering how far it has looked, so that a head that trickles in byte by byte
/// costs time in proportion to its length and not to its square.
/// </summary>
internal struct HeadEnd
{
    private int _searched;

    /// <summary>
    /// Finds the offset of the CR LF CR LF. An unfinished head is refused as soon as a line in it ends wrongly: its sender
    /// may never send the ending we wait for.
    /// </summary>
    public HeadStatus Find(ReadOnlySpan<byte> buffer, int start, int maxBytes, out int end, out HeadProblem problem)
    {
        problem = HeadProblem.None;
        var from = _searched < start || _searched > buffer.Length ? start : _searched;
        var found = buffer[from..].IndexOf("\r\n\r\n"u8);
        end = from + found;
        if (found >= 0)
        {
            problem = end + 4 > maxBytes ? HeadProblem.HeadTooLarge : HeadProblem.None;
        }
        else
        {
            problem = WrongLineEnd(buffer, from, start);
            if (problem is HeadProblem.None && buffer.Length >= maxBytes) { problem = HeadProblem.HeadTooLarge; }
            if (problem is HeadProblem.None)
            {
                _searched = Math.Max(start, buffer.Length - 3);
                return HeadStatus.Incomplete;
            }
        }

        _searched = 0;
        return problem is HeadProblem.None ? HeadStatus.Ok : HeadStatus.Bad;
    }

    private static HeadProblem WrongLineEnd(ReadOnlySpan<byte> buffer, int from, int start)
    {
        for (var at = from; at < buffer.Length;)
        {
            var next = buffer[at..].IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            if (next < 0) { return HeadProblem.None; }
            at += next;
            switch (buffer[at])
            {
                case (byte)'\r' when at + 1 < buffer.Length && buffer[at + 1] != '\n':
                    return HeadProblem.BareCarriageReturn;
                case (byte)'\n' when at == start || buffer[at - 1] != '\r':
                    return HeadProblem.BareLineFeed;
                case 0:
                    return HeadProblem.FieldValue;
                default:
                    at++;
                    break;
            }
        }

        return HeadProblem.None;
    }
}
