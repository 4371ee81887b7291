namespace Tollgate.Upstreams.Bedrock;

/// <summary>Time as Amazon's signatures have it.</summary>
internal static class AmazonTime
{
    /// <summary>Writes a time as <c>20260131T235959Z</c>.</summary>
    public static void Write(Span<byte> into, long unixSeconds)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
        Digits(into[..4], time.Year);
        Digits(into[4..6], time.Month);
        Digits(into[6..8], time.Day);
        into[8] = (byte)'T';
        Digits(into[9..11], time.Hour);
        Digits(into[11..13], time.Minute);
        Digits(into[13..15], time.Second);
        into[15] = (byte)'Z';
    }

    private static void Digits(Span<byte> into, int number)
    {
        for (var i = into.Length - 1; i >= 0; i--)
        {
            into[i] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }
}
