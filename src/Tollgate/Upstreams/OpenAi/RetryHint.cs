using System.Buffers;
using System.Globalization;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>"Please try again in 1m3.5s", "please try again after 1 seconds": when to come back, for providers that say it in words only.</summary>
internal static class RetryHint
{
    private const int MostSeconds = 3600;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>The seconds, rounded up; 0 where the message names none.</summary>
    public static int SecondsIn(string message)
    {
        var at = message.IndexOf("try again ", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return 0;
        }

        var rest = message.AsSpan(at + "try again ".Length);
        rest = rest.StartsWith("in ", StringComparison.OrdinalIgnoreCase) ? rest["in ".Length..]
            : rest.StartsWith("after ", StringComparison.OrdinalIgnoreCase) ? rest["after ".Length..]
            : default;
        var seconds = 0.0;
        while (TryTakeNumber(ref rest, out var number))
        {
            rest = rest.TrimStart(' ');
            seconds += number * (rest.StartsWith("ms") ? 0.001 : rest.StartsWith('m') ? 60 : rest.StartsWith('h') ? 3600 : 1);
            rest = rest.TrimStart("hmsecondiutr");
        }

        return (int)Math.Ceiling(Math.Min(seconds, MostSeconds));
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<char> text, out double number)
    {
        var end = text.IndexOfAnyExcept(Digits);
        var digits = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[end..];
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
