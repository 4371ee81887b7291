using System.Buffers;
using System.Text;
using Tollgate.Recording;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>The beginning of a record id or of a request id, and where ids that begin so can be.</summary>
internal sealed class IdBeginning
{
    /// <summary>A record id begins with so many hexadecimal digits of its time.</summary>
    private const int TimeDigits = 12;

    /// <summary>A client may make request ids of the time too, by its own clock: so far around they are looked for.</summary>
    private const long LeewayMilliseconds = LogDay.MinuteMilliseconds;

    private const string OwnPrefix = "req_";

    private static readonly SearchValues<char> OwnDigits = SearchValues.Create("0123456789abcdefghjkmnpqrstvwxyz");

    private readonly string _text;
    private readonly byte[] _utf8;
    private readonly (RecordId Low, RecordId High)? _ids;

    public IdBeginning(string text)
    {
        _text = text;
        _utf8 = Encoding.UTF8.GetBytes(text);
        _ids = IdsFrom(text);
    }

    /// <summary>The text, if it is a whole request id of the gateway's own making: the index has it, and nothing longer is looked for.</summary>
    public string? Whole =>
        _text.Length == RequestIdSource.Bytes && _text.StartsWith(OwnPrefix, StringComparison.Ordinal)
            && _text.AsSpan(OwnPrefix.Length).IndexOfAnyExcept(OwnDigits) < 0
            ? _text
            : null;

    /// <summary>The part of a range to look in: a minute around the time that the text tells, if it tells one within the range.</summary>
    public (RecordId Low, RecordId High) Within(RecordId low, RecordId high)
    {
        if (_text.Length < TimeDigits || _ids is not var (first, last))
        {
            return (low, high);
        }

        var from = LogDay.FirstId(first.UnixMilliseconds - LeewayMilliseconds);
        var to = LogDay.FirstId(last.UnixMilliseconds + LeewayMilliseconds);
        from = from > low ? from : low;
        to = to < high ? to : high;
        return from < to ? (from, to) : (low, high);
    }

    public bool Has(RecordId id, ReadOnlySpan<byte> requestId) =>
        requestId.StartsWith(_utf8) || (_ids is var (low, high) && id >= low && id <= high);

    /// <summary>The record ids whose text begins so; null when none does.</summary>
    private static (RecordId Low, RecordId High)? IdsFrom(string text) =>
        text.Length <= RecordId.TextLength && !text.AsSpan().ContainsAnyInRange('A', 'F')
        && RecordId.TryParse(text.PadRight(RecordId.TextLength, '0'), out var low) && RecordId.TryParse(text.PadRight(RecordId.TextLength, 'f'), out var high)
            ? (low, high)
            : null;
}
