namespace Tollgate.Http1;

/// <summary>
/// One spelling per path: whoever reads a path behind us (a route table, a provider) must see what we checked, so every second
/// spelling of the same path is refused instead of normalised.
/// </summary>
internal static class PathRules
{
    /// <summary>
    /// What Google's JavaScript library makes of a base URL of one's own for its WebSockets (seen in @google/genai 3.1.0). It means the path without
    /// its first slash, and is read as that: nothing else may begin with two.
    /// </summary>
    public static bool HasSpareSlash(ReadOnlySpan<byte> path) => path.StartsWith("//ws/google."u8);

    /// <summary>Checks an absolute path. <see cref="HeadProblem.EncodedSeparator"/> is reported only if nothing else is wrong.</summary>
    public static HeadProblem Check(ReadOnlySpan<byte> path)
    {
        var odd = path.IndexOfAnyExcept(Grammar.PlainPath);
        var problem = odd < 0 ? HeadProblem.None : CheckOdd(path[odd..]);
        if (problem is not (HeadProblem.None or HeadProblem.EncodedSeparator)) { return problem; }
        if (path.IndexOf("//"u8) >= 0) { return HeadProblem.EmptyPathSegment; }
        return HasDotSegment(path) ? HeadProblem.DotSegment : problem;
    }

    private static HeadProblem CheckOdd(ReadOnlySpan<byte> path)
    {
        var problem = HeadProblem.None;
        while (true)
        {
            var odd = path.IndexOfAnyExcept(Grammar.PlainPath);
            if (odd < 0) { return problem; }
            if (path[odd] == '\\') { return HeadProblem.Backslash; }
            if (path[odd] != '%') { return HeadProblem.PathCharacter; }
            path = path[(odd + 1)..];
            if (path.Length < 2 || Grammar.Hex(path[0]) < 0 || Grammar.Hex(path[1]) < 0) { return HeadProblem.MalformedPercent; }
            var found = CheckDecoded((byte)((Grammar.Hex(path[0]) << 4) | Grammar.Hex(path[1])));
            if (found is HeadProblem.EncodedSeparator) { problem = found; }
            else if (found is not HeadProblem.None) { return found; }
            path = path[2..];
        }
    }

    private static HeadProblem CheckDecoded(byte decoded) => decoded switch
    {
        < 0x20 or 0x7F => HeadProblem.EncodedControl,
        (byte)'/' or (byte)'\\' => HeadProblem.EncodedSeparator,
        (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' => HeadProblem.EncodedUnreserved,
        _ => char.IsAsciiLetterOrDigit((char)decoded) ? HeadProblem.EncodedUnreserved : HeadProblem.None,
    };

    /// <summary>"." and "..", also with parameters behind them, because some servers cut those off before they resolve dots.</summary>
    private static bool HasDotSegment(ReadOnlySpan<byte> path)
    {
        while (true)
        {
            var dot = path.IndexOf("/."u8);
            if (dot < 0) { return false; }
            path = path[(dot + 2)..];
            var rest = path is [(byte)'.', ..] ? path[1..] : path;
            if (rest is [] or [(byte)'/' or (byte)';', ..]) { return true; }
        }
    }
}
