using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Control.Http;

/// <summary>
/// Reads the parameters of one query. What is wrong first is kept in <see cref="Refusal"/>, which names the parameter; after that all
/// reads give nothing.
/// </summary>
/// <param name="query">The query; unknown and doubled names have been refused already.</param>
/// <param name="now">What relative times count from.</param>
internal sealed partial class QueryReader(IQueryCollection query, DateTimeOffset now)
{
    /// <summary>Longest text that can be searched for, in characters.</summary>
    public const int MaxTextLength = 256;

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What relative times count from.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The answer to a query that is wrong; null for one that is right.</summary>
    public IResult? Refusal { get; private set; }

    /// <summary>A text to be matched whole: of any language, without control characters.</summary>
    public string? Text(string name)
    {
        if (Raw(name) is not { } text)
        {
            return null;
        }

        if (text.Length > MaxTextLength)
        {
            return Refuse(name, $"must not be longer than {MaxTextLength} characters");
        }

        return text.Any(char.IsControl) || !IsUnicode(text) ? Refuse(name, "must not hold control characters") : text;
    }

    /// <summary>A whole number within bounds.</summary>
    public int? Number(string name, int least, int most)
    {
        if (Raw(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
        return null;
    }

    /// <summary>One of a few words.</summary>
    public T? Word<T>(string name, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Raw(name) is not { } text)
        {
            return null;
        }

        if (words.TryGetValue(text, out var value))
        {
            return value;
        }

        Refuse(name, "must be one of " + string.Join(", ", words.Keys));
        return null;
    }

    /// <summary>
    /// A moment: ISO 8601 with an offset, <c>2026-11-21</c> for the beginning of a day in UTC, <c>now</c>, or how long ago as in
    /// <c>-90m</c>, <c>-24h</c>, <c>-30d</c>.
    /// </summary>
    public DateTimeOffset? Time(string name)
    {
        if (Raw(name) is not { } text)
        {
            return null;
        }

        if (string.Equals(text, "now", StringComparison.Ordinal))
        {
            return now;
        }

        if (Relative().Match(text) is { Success: true } relative)
        {
            var count = int.Parse(relative.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
            var ago = relative.Groups["unit"].ValueSpan[0] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                _ => TimeSpan.FromDays(count),
            };
            if (ago <= now - Earliest)
            {
                return now - ago;
            }
        }

        // A plus sign that was not escaped arrives as a blank: there is no other blank in such a time.
        if (Iso().IsMatch(text)
            && DateTimeOffset.TryParse(
                text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time >= Earliest && time <= Latest)
        {
            return time;
        }

        Refuse(name, "must be a time such as 2026-11-21T08:00:00Z, 2026-11-21, -24h or now");
        return null;
    }

    /// <summary>The text as it came; null when absent or empty.</summary>
    public string? Raw(string name) => Refusal is null && query.TryGetValue(name, out var values) && values.Count > 0 && values[0] is { Length: > 0 } text ? text : null;

    /// <summary>Refuses the query for this parameter.</summary>
    public string? Refuse(string name, string rule)
    {
        Refusal ??= Answers.Invalid(name, $"The parameter '{name}' {rule}.");
        return null;
    }

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex("^-(?<count>[0-9]{1,6})(?<unit>[mhd])$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 100)]
    private static partial Regex Relative();

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+\- ][0-9]{2}:[0-9]{2}))?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        100)]
    private static partial Regex Iso();
}
