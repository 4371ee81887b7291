using System.Text;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Attempts;

/// <summary>Reads the usage out of an answer that nobody gets.</summary>
internal sealed class ShadowAnswer(Dialect dialect, EventLoop loop)
{
    /// <summary>Beginnings of events kept at most; a longer event is not looked at.</summary>
    private const int MaxEventBytes = 1024 * 1024;

    private readonly AnswerTap _tap = new();
    private SendBuffer? _held;
    private SseScanner _scanner;

    /// <summary>What the provider reported; all zero where it reported none.</summary>
    public TokenUsage Usage => _tap.HasUsage ? _tap.Usage : default;

    /// <summary>Begins with the answer's media type.</summary>
    public void Begin(ReadOnlySpan<byte> type)
    {
        if (StartsWith(type, "text/event-stream"u8))
        {
            _tap.BeginStream(dialect);
        }
        else if (StartsWith(type, "application/json"u8))
        {
            _tap.BeginJson(dialect);
        }
    }

    /// <summary>Looks at the next bytes.</summary>
    public void Observe(ReadOnlySpan<byte> bytes, long now)
    {
        if (!_tap.IsStream)
        {
            _tap.Observe(bytes);
            return;
        }

        var end = _scanner.Feed(bytes);
        _held ??= SendBuffer.Rent(loop);
        if (end == 0)
        {
            Hold(bytes);
            return;
        }

        if (_held.Count > 0)
        {
            Hold(bytes[..end]);
            _tap.ObserveEvents(_held.Span, now);
            _held.Clear();
        }
        else
        {
            _tap.ObserveEvents(bytes[..end], now);
        }

        Hold(bytes[end..]);
    }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        _held?.Return();
        _held = null;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held!.Count + bytes.Length <= MaxEventBytes)
        {
            _held.Write(bytes);
        }
    }

    private static bool StartsWith(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name) =>
        type.Length >= name.Length && Ascii.EqualsIgnoreCase(type[..name.Length], name);
}
