using System.Text;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Attempts;

/// <summary>The answer to a copy that went out in the client's own format.</summary>
internal sealed class PassedShadowAnswer(Dialect dialect, EventLoop loop) : ShadowAnswer
{
    private readonly AnswerTap _tap = new();
    private SendBuffer? _held;
    private SseScanner _scanner;

    /// <inheritdoc/>
    public override TokenUsage Usage => _tap.HasUsage ? _tap.Usage : default;

    /// <inheritdoc/>
    public override void Begin(ReadOnlySpan<byte> type)
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

    /// <inheritdoc/>
    public override void Observe(ReadOnlyMemory<byte> payload, long now)
    {
        var bytes = payload.Span;
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

    /// <inheritdoc/>
    public override bool Finish() => true;

    /// <inheritdoc/>
    public override void Release()
    {
        _held?.Return();
        _held = null;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held!.Count + bytes.Length <= MaxHeldBytes)
        {
            _held.Write(bytes);
        }
    }

    private static bool StartsWith(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name) =>
        type.Length >= name.Length && Ascii.EqualsIgnoreCase(type[..name.Length], name);
}
