using Tollgate.Exchange;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Routing;

namespace Tollgate.Streaming;

/// <summary>Carries one attempt's request from a client format into a provider format, and the answer back. Made for one attempt, holds its state.</summary>
internal abstract class Translator
{
    /// <summary>The provider's format.</summary>
    public abstract WireFormat Target { get; }

    /// <summary>How the provider's stream is framed; <see cref="FrameKind.None"/> where the operation does not stream.</summary>
    public abstract FrameKind Frames { get; }

    /// <summary>The provider's error has been told to the client, or would be: the answer can not become whole any more.</summary>
    public UpstreamFailure? Failure { get; protected set; }

    /// <summary>What was used is counted even if the provider's answer is a <see cref="Failure"/>: it was made, and was not worth sending.</summary>
    public virtual bool MetersFailure => false;

    /// <summary>Media type of a whole answer.</summary>
    public virtual ReadOnlySpan<byte> ContentType => "application/json"u8;

    /// <summary>Writes the provider's body for the client's.</summary>
    public abstract void WriteRequest(JsonNode body, UpstreamCall call, TranslationNotes notes, TranslationParties parties, JsonOut json);

    /// <summary>Gets ready to read a refusal of a request that was passed through.</summary>
    public virtual void BeginRefusal(ProviderPreset preset)
    {
    }

    /// <summary>Header lines that the request needs besides the provider's own.</summary>
    public virtual void WriteHeaderLines(SendBuffer bytes)
    {
    }

    /// <summary>What reads the provider's answer and writes it into the context's buffer as the client's stream.</summary>
    public abstract AnswerReader BeginStream(AnswerContext context, TranslatedFigures figures);

    /// <summary>What reads the provider's answer and gathers it; <see cref="WriteGathered"/> writes it.</summary>
    public abstract AnswerReader BeginGathering(TranslatedFigures figures);

    /// <summary>What reads the provider's answer for its figures only: nobody gets it.</summary>
    public abstract AnswerReader BeginUnheard(TranslatedFigures figures);

    /// <summary>Writes what was gathered as one document into the context's buffer.</summary>
    public abstract void WriteGathered(AnswerContext context);

    /// <summary>Ends a stream that broke with an error in the client's own terms.</summary>
    public abstract void WriteBreak(UpstreamFailure failure, AnswerContext context);

    /// <summary>What the body of a refusal says, and the header <c>x-amzn-errortype</c> where there is one.</summary>
    public abstract UpstreamFailure ReadFailure(int status, ReadOnlySpan<byte> errorType, ReadOnlyMemory<byte> body);

    /// <summary>Writes a refusal in the client's own terms; the result is its status.</summary>
    public abstract int WriteFailure(UpstreamFailure failure, int status, AnswerContext context);
}
