using System.Buffers;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;

namespace Tollgate.Storage.Rows;

/// <summary>Ids from <paramref name="From"/> up to, not including, <paramref name="To"/>.</summary>
internal readonly record struct IdRange(RecordId From, RecordId To)
{
    /// <summary>Milliseconds that 48 bits of an id can hold.</summary>
    private const long MaxMilliseconds = (1L << 48) - 1;

    private const long DayMilliseconds = 86_400_000;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public bool IsEmpty => From >= To;

    /// <summary>What a query asks for: its times, cut at where its page begins.</summary>
    public static IdRange Of(RequestFilter filter, RecordId? before)
    {
        var to = FirstAt(filter.To);
        return new IdRange(FirstAt(filter.From), before is { } last && last < to ? last : to);
    }

    public static RecordId FirstAt(DateTimeOffset time) => RecordId.FirstAt(Math.Clamp(time.ToUnixTimeMilliseconds(), 0, MaxMilliseconds));

    /// <summary>The ids of the day that an id belongs to.</summary>
    public static IdRange DayOf(RecordId id)
    {
        var day = id.UnixMilliseconds / DayMilliseconds;
        return new IdRange(RecordId.FirstAt(day * DayMilliseconds), RecordId.FirstAt((day + 1) * DayMilliseconds));
    }

    /// <summary>The ids whose text begins with <paramref name="prefix"/>; null when none can.</summary>
    public static IdRange? OfPrefix(string prefix)
    {
        if (prefix.Length > RecordId.TextLength || prefix.AsSpan().ContainsAnyExcept(HexDigits)) { return null; }
        return RecordId.TryParse(prefix.PadRight(RecordId.TextLength, '0'), out var first) && RecordId.TryParse(prefix.PadRight(RecordId.TextLength, 'f'), out var last)
            ? new IdRange(first, last)
            : null;
    }
}
