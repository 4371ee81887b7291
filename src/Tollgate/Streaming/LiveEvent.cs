using Tollgate.Metering;

namespace Tollgate.Streaming;

/// <summary>
/// A message of Google's in a Live session: <c>usageMetadata</c>, and where one answer ends and another begins. Google reports what each answer
/// used, the conversation so far included, and bills the sum of the reports; but it may report more than once while an answer is on its way.
/// </summary>
/// <remarks>
/// A report of the same prompt with no less of an answer goes on from the one before, as long as no other answer has begun: of those only the
/// difference counts. The next prompt is longer by the answer, so that two answers are not taken for one.
/// </remarks>
internal sealed class LiveEvent : RealtimeEvent
{
    private const byte Content = 1;

    private TokenUsage _former;
    private bool _speaks;
    private bool _ends;
    private bool _isOver;
    private bool _hasBegun;

    /// <inheritdoc/>
    protected override RealtimeNews Conclude()
    {
        var news = RealtimeNews.None;
        if (_speaks && _isOver)
        {
            _isOver = false;
            _former = default;
        }

        if (_speaks && !_hasBegun)
        {
            _hasBegun = true;
            news = RealtimeNews.Began;
        }

        var usage = default(TokenUsage);
        if (!UsageText.IsEmpty && GeminiUsage.TryRead(UsageText, ref usage))
        {
            Usage = GoesOnFrom(_former, usage) ? usage.Less(_former) : usage;
            _former = usage;
            if (Usage is { Input: > 0 } or { Output: > 0 })
            {
                news = RealtimeNews.Answered;
                _hasBegun = false;
            }
        }

        _isOver |= _ends;
        _hasBegun &= !_ends;
        _speaks = _ends = false;
        return news;
    }

    /// <inheritdoc/>
    protected override bool BeginsUsage() => Depth == 1 && IsKey("usageMetadata"u8);

    /// <inheritdoc/>
    protected override byte LevelOf()
    {
        if (Depth == 1)
        {
            _speaks |= IsKey("toolCall"u8);
            return IsKey("serverContent"u8) ? Content : (byte)0;
        }

        _speaks |= Depth == 2 && Level(2) == Content && (IsKey("modelTurn"u8) || IsKey("outputTranscription"u8));
        return 0;
    }

    /// <inheritdoc/>
    protected override BoundedText? KeepText() => null;

    /// <inheritdoc/>
    protected override void HearTrue() => _ends |= Depth == 2 && Level(2) == Content && (IsKey("turnComplete"u8) || IsKey("interrupted"u8));

    private static bool GoesOnFrom(TokenUsage former, TokenUsage usage) =>
        former.Source != UsageSource.None && usage.Input == former.Input && usage.CachedInput == former.CachedInput && usage.Output >= former.Output;
}
