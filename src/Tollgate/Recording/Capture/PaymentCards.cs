namespace Tollgate.Recording.Capture;

/// <summary>Finds numbers of payment cards: 13 to 19 digits, alone or in groups, with a check digit that is right.</summary>
internal static class PaymentCards
{
    private const int Fewest = 13;
    private const int Most = 19;

    /// <summary>The first card number at or after <paramref name="from"/>; false when there is none.</summary>
    public static bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int length)
    {
        for (start = from; start < text.Length; start++)
        {
            // The first digit names the industry: 2 to 6 are payment cards.
            if (text[start] is >= '2' and <= '6' && (start == 0 || !char.IsAsciiDigit(text[start - 1])) && TryMeasure(text[start..], out length))
            {
                return true;
            }
        }

        length = 0;
        return false;
    }

    /// <summary>Length of the longest card number that the text begins with.</summary>
    private static bool TryMeasure(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        Span<byte> digits = stackalloc byte[Most];
        var count = 0;
        for (var i = 0; i < text.Length && count < Most; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                if (text[i] is ' ' or '-' && i > 0 && char.IsAsciiDigit(text[i - 1])) { continue; }
                break;
            }

            digits[count++] = (byte)(text[i] - '0');
            var isEnd = i + 1 == text.Length || !char.IsAsciiDigit(text[i + 1]);
            if (count >= Fewest && isEnd && IsValid(digits[..count])) { length = i + 1; }
        }

        return length > 0;
    }

    /// <summary>The check digit of ISO/IEC 7812-1 (Luhn).</summary>
    private static bool IsValid(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] * (1 + (i & 1));
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }
}
