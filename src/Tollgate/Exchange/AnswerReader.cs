namespace Tollgate.Exchange;

/// <summary>Reads one answer of a provider, as a stream or whole. One for each attempt that was answered. What it cannot read it passes over.</summary>
internal abstract class AnswerReader
{
    /// <summary>The answer is over: its end, or an error, has been read.</summary>
    public bool IsEnded { get; protected set; }

    /// <summary>Takes one frame of the stream.</summary>
    /// <param name="name">The event's name; empty where it has none.</param>
    /// <param name="data">What it carries; valid during the call only. Not <c>[DONE]</c>: that is <see cref="Complete"/>'s.</param>
    public abstract void ReadFrame(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data);

    /// <summary>Takes an answer that did not come as a stream. False where it is none: no JSON, or not this format's.</summary>
    public abstract bool TryReadWhole(ReadOnlyMemory<byte> body);

    /// <summary>
    /// The stream ended in good order: by its mark or with the body. Ends the answer where nothing is missing. False where the format's own end
    /// has not come and something may be missing: then the stream broke.
    /// </summary>
    public abstract bool Complete();
}
