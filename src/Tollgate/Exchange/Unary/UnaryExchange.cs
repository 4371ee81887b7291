using Tollgate.Metering;

namespace Tollgate.Exchange.Unary;

/// <summary>
/// One request that is answered whole — vectors, an order of documents, a count, pictures, speech — between a client format and provider formats. One for each
/// request: what the client said is read once and written for each attempt.
/// </summary>
internal abstract class UnaryExchange
{
    /// <summary>What the provider reported; its source is none where it reported nothing.</summary>
    public abstract TokenUsage Usage { get; }

    /// <summary>Why the provider's answer holds nothing for the client, what it used being in <see cref="Usage"/>; null where it does.</summary>
    public abstract UpstreamFailure? Failure { get; }

    /// <summary>Media type of the client's answer.</summary>
    public abstract ReadOnlySpan<byte> ContentType { get; }

    /// <summary>Reads what the client said: one JSON object, whose memory lives as long as this.</summary>
    public abstract void Read(JsonNode body, TranslationNotes notes);

    /// <summary>Writes the body for a provider. What its format cannot say is reported in <paramref name="notes"/>.</summary>
    public abstract void Write(UnaryUpstream upstream, UpstreamCall call, TranslationNotes notes, JsonOut json);

    /// <summary>Reads a provider's answer, whose memory lives until the client's has been written. False where it is none: no JSON, or not this format's.</summary>
    public abstract bool TryReadAnswer(UnaryUpstream upstream, ReadOnlyMemory<byte> body);

    /// <summary>Writes the client's answer: one JSON document, where <see cref="ContentType"/> says no other.</summary>
    public abstract void WriteAnswer(AnswerContext context);
}
