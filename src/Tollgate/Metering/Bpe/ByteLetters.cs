namespace Tollgate.Metering.Bpe;

/// <summary>
/// The alphabet in which byte-level encodings write bytes as text: printable Latin letters and signs stand for themselves, the other bytes, in their
/// order, for the letters from U+0100 on (GPT-2's <c>bytes_to_unicode</c>).
/// </summary>
internal static class ByteLetters
{
    private const int FirstOther = 0x100;
    private static readonly char[] Letters = Make();
    private static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, Letters.Length).ToDictionary(b => Letters[b], b => (byte)b);

    /// <summary>The letters of all bytes.</summary>
    public static IEnumerable<string> All => Letters.Select(letter => letter.ToString());

    /// <summary>The bytes that letters stand for; null where one stands for none.</summary>
    public static byte[]? TryDecode(string letters)
    {
        var bytes = new byte[letters.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!Bytes.TryGetValue(letters[i], out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }

    private static char[] Make()
    {
        var next = FirstOther;
        return [.. Enumerable.Range(0, 256).Select(b => b is (> 0x20 and < 0x7F) or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : (char)next++)];
    }
}
