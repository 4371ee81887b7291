using System.Buffers.Text;

namespace Tollgate.Redis;

/// <summary>
/// Finds where a reply ends. Strict: what the protocol (RESP2, RESP3) does not allow, or what no command used here answers, is bad, and a bad
/// stream cannot be read on: a client that guesses where the next reply begins gives one caller's answer to another.
/// </summary>
internal static class RespFrame
{
    /// <summary>Longest reply, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Longest line: a status, an error (scripts name their line and what they ran), a number.</summary>
    public const int MaxLine = 4096;

    /// <summary>Longest string, in bytes.</summary>
    public const int MaxBulk = 64 * 1024;

    /// <summary>Most values in a reply.</summary>
    public const int MaxValues = 8192;

    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 8;

    /// <summary>Measures the reply that <paramref name="bytes"/> begin with.</summary>
    /// <param name="bytes">What was received.</param>
    /// <param name="length">Its length, when it is complete.</param>
    /// <param name="isPush">Whether it is a message of RESP3 that answers no command.</param>
    public static RespStatus Measure(ReadOnlySpan<byte> bytes, out int length, out bool isPush)
    {
        length = 0;
        isPush = !bytes.IsEmpty && bytes[0] == (byte)'>';
        var status = Walk(bytes, out var end);
        if (status == RespStatus.Complete)
        {
            length = end;
            return end <= MaxBytes ? RespStatus.Complete : RespStatus.Bad;
        }

        return status == RespStatus.Partial && bytes.Length >= MaxBytes ? RespStatus.Bad : status;
    }

    /// <summary>Reads the line behind a type mark: its text without the end.</summary>
    /// <param name="bytes">The whole reply.</param>
    /// <param name="at">Where the line begins; afterwards, where the next begins.</param>
    /// <param name="line">The line.</param>
    internal static RespStatus ReadLine(ReadOnlySpan<byte> bytes, scoped ref int at, out ReadOnlySpan<byte> line)
    {
        line = default;
        var rest = bytes[at..];
        var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
        if (end > MaxLine || (end < 0 && rest.Length > MaxLine))
        {
            return RespStatus.Bad;
        }

        if (end < 0 || end + 1 == rest.Length)
        {
            return end >= 0 && rest[end] == (byte)'\n' ? RespStatus.Bad : RespStatus.Partial;
        }

        if (rest[end] != (byte)'\r' || rest[end + 1] != (byte)'\n')
        {
            return RespStatus.Bad;
        }

        line = rest[..end];
        at += end + 2;
        return RespStatus.Complete;
    }

    /// <summary>A whole number as the protocol writes it: no plus sign, no leading zero, no blank.</summary>
    internal static bool TryNumber(ReadOnlySpan<byte> line, out long number)
    {
        number = 0;
        var digits = line is [(byte)'-', ..] ? line[1..] : line;
        return digits.Length is > 0 and <= 19
            && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && (digits[0] != (byte)'0' || line.Length == 1)
            && Utf8Parser.TryParse(line, out number, out var read) && read == line.Length;
    }

    private static RespStatus Walk(ReadOnlySpan<byte> bytes, out int at)
    {
        at = 0;
        Span<int> left = stackalloc int[MaxDepth + 1];
        left[0] = 1;
        var depth = 0;
        for (var values = 0; ; values++)
        {
            while (left[depth] == 0)
            {
                if (depth == 0)
                {
                    return RespStatus.Complete;
                }

                depth--;
            }

            if (values == MaxValues)
            {
                return RespStatus.Bad;
            }

            if (at == bytes.Length)
            {
                return RespStatus.Partial;
            }

            left[depth]--;
            var mark = bytes[at];
            var from = at + 1;
            var status = ReadLine(bytes, ref from, out var line);
            if (status != RespStatus.Complete)
            {
                return status == RespStatus.Partial && !IsMark(mark) ? RespStatus.Bad : status;
            }

            at = from;
            var children = 0;
            status = Enter(mark, line, bytes, ref at, ref children);
            if (status != RespStatus.Complete)
            {
                return status;
            }

            if (mark == (byte)'>' && values > 0)
            {
                return RespStatus.Bad; // a push stands by itself
            }

            if (children > 0)
            {
                if (depth == MaxDepth)
                {
                    return RespStatus.Bad;
                }

                left[++depth] = children;
            }
        }
    }

    private static bool IsMark(byte mark) => "+-:$*_#,(!=%~>"u8.Contains(mark);

    private static RespStatus Enter(byte mark, ReadOnlySpan<byte> line, ReadOnlySpan<byte> bytes, ref int at, ref int children)
    {
        switch (mark)
        {
            case (byte)'+' or (byte)'-':
                return RespStatus.Complete;
            case (byte)':':
                return Valid(TryNumber(line, out _));
            case (byte)'_':
                return Valid(line.IsEmpty);
            case (byte)'#':
                return Valid(line.Length == 1 && line[0] is (byte)'t' or (byte)'f');
            case (byte)',' or (byte)'(':
                return Valid(line.Length is > 0 and <= 64);
            case (byte)'$' or (byte)'!' or (byte)'=':
                return TryNumber(line, out var size) && size is >= -1 and <= MaxBulk && (size >= 0 || mark == (byte)'$')
                    ? Bulk(bytes, (int)size, ref at)
                    : RespStatus.Bad;
            case (byte)'*' or (byte)'~' or (byte)'>' or (byte)'%':
                if (!TryNumber(line, out var count) || count > MaxValues || count < (mark == (byte)'*' ? -1 : 0))
                {
                    return RespStatus.Bad;
                }

                children = (int)Math.Max(0, mark == (byte)'%' ? count * 2 : count);
                return RespStatus.Complete;
            default:
                return RespStatus.Bad;
        }
    }

    private static RespStatus Valid(bool isValid) => isValid ? RespStatus.Complete : RespStatus.Bad;

    private static RespStatus Bulk(ReadOnlySpan<byte> bytes, int size, ref int at)
    {
        if (size < 0)
        {
            return RespStatus.Complete;
        }

        var end = bytes[at..];
        if (end.Length < size + 2)
        {
            // What stands where the end must be is looked at as soon as it is there.
            return end.Length == size + 1 && end[size] != (byte)'\r' ? RespStatus.Bad : RespStatus.Partial;
        }

        at += size + 2;
        return Valid(end[size] == (byte)'\r' && end[size + 1] == (byte)'\n');
    }
}
