using System.Globalization;
using System.Text;
using Tollgate.Exchange;

namespace Tollgate.Upstreams;

/// <summary>
/// Ids of tool calls for providers that give none. They must not repeat within a conversation, and the same answer has the same ones however it
/// was told: so they are made of the provider's own name for the answer, where it has one.
/// </summary>
internal static class MadeUpIds
{
    private const int MaxAnswerName = 40;

    private static ReadOnlySpan<byte> Mark => "tgc_"u8;

    /// <summary>The id of one call.</summary>
    /// <param name="answer">What names the answer: its id or its time; empty for nothing.</param>
    /// <param name="number">Number of the call in it.</param>
    public static JsonString Make(ReadOnlySpan<byte> answer, int number)
    {
        Span<char> name = stackalloc char[MaxAnswerName];
        var length = 0;
        foreach (var b in answer)
        {
            if (length < name.Length && (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_'))
            {
                name[length++] = (char)b;
            }
        }

        var text = length > 0 ? new string(name[..length]) : Guid.NewGuid().ToString("N");
        return new JsonString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"tgc_{text}_{number}")));
    }

    /// <summary>Whether an id was made here: then the provider has none and wants none back.</summary>
    public static bool IsMadeUp(JsonString id) => id.Span.StartsWith(Mark);
}
