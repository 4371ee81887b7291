using Tollgate.Json;
using Tollgate.Listening;

namespace Tollgate.Balancing;

/// <summary>
/// The beginning of a prompt: instructions and messages up to the first of the user's, which stay the same from turn to turn. Only its first
/// bytes count, so that a long text that many conversations begin with keeps them all where it is in the cache.
/// </summary>
internal static class PromptPrefix
{
    /// <summary>Messages looked at before the user's first; more than any client sends.</summary>
    private const int MostMessages = 8;

    /// <summary>Hash of the beginning; 0 where there is no prompt.</summary>
    public static ulong HashOf(RequestContext request, int bytes, ulong salt)
    {
        var body = request.Body.Bytes;
        var hash = salt;
        var room = bytes;
        Add(request.Fields.System, body, ref hash, ref room);
        if (request.Fields.Prompt.Exists && room > 0)
        {
            var prompt = request.Fields.Prompt.Of(body);
            Add(prompt[..LengthOf(prompt)], ref hash, ref room);
        }

        return room == bytes ? 0 : hash;
    }

    /// <summary>Bytes of a prompt up to the end of the user's first message; all of it where it is one text.</summary>
    private static int LengthOf(ReadOnlySpan<byte> prompt)
    {
        var scan = new JsonScan(prompt);
        if (prompt is not [(byte)'[', ..] || !scan.TryEnterArray())
        {
            return prompt.Length;
        }

        for (var i = 0; i < MostMessages; i++)
        {
            var start = scan.Position;
            if (!scan.SkipValue(1) || IsUsers(prompt[start..scan.Position]))
            {
                break;
            }

            var end = scan.Position;
            if (!scan.TryNextElement())
            {
                return end;
            }
        }

        return scan.Position;
    }

    /// <summary>Whether a message is the user's; what has no role is.</summary>
    private static bool IsUsers(ReadOnlySpan<byte> message)
    {
        var scan = new JsonScan(message);
        if (message is not [(byte)'{', ..] || !scan.TryEnterObject())
        {
            return true;
        }

        do
        {
            if (!scan.TryReadKey(out var key))
            {
                return true;
            }

            var start = scan.Position;
            if (!scan.SkipValue(1))
            {
                return true;
            }

            if (key.SequenceEqual("role"u8))
            {
                return message[start..scan.Position].SequenceEqual("\"user\""u8);
            }
        }
        while (scan.TryNextMember());
        return true;
    }

    private static void Add(JsonRange range, ReadOnlySpan<byte> body, ref ulong hash, ref int room)
    {
        if (range.Exists)
        {
            Add(range.Of(body), ref hash, ref room);
        }
    }

    private static void Add(ReadOnlySpan<byte> bytes, ref ulong hash, ref int room)
    {
        var taken = bytes[..Math.Min(bytes.Length, room)];
        hash = StickyHash.Of(taken, hash);
        room -= taken.Length;
    }
}
