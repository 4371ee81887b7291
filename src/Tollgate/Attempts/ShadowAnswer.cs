using Tollgate.Metering;

namespace Tollgate.Attempts;

/// <summary>Reads the usage out of an answer that nobody gets.</summary>
internal abstract class ShadowAnswer
{
    /// <summary>Held of an answer at most: the beginning of an event, or a document. What is longer is not looked at.</summary>
    protected const int MaxHeldBytes = 1024 * 1024;

    /// <summary>What the provider reported; all zero where it reported none.</summary>
    public abstract TokenUsage Usage { get; }

    /// <summary>Begins with the answer's media type.</summary>
    public abstract void Begin(ReadOnlySpan<byte> type);

    /// <summary>Looks at the next bytes.</summary>
    /// <param name="payload">Valid during the call only.</param>
    /// <param name="now">In Stopwatch ticks.</param>
    public abstract void Observe(ReadOnlyMemory<byte> payload, long now);

    /// <summary>The body is whole. False where it tells of a failure.</summary>
    public abstract bool Finish();

    /// <summary>Gives its memory back.</summary>
    public abstract void Release();
}
