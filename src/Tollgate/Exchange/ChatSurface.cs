using Tollgate.Exchange.Chat;

namespace Tollgate.Exchange;

/// <summary>A client format for chats: reads its requests and writes its answers. Has no state; one of each exists.</summary>
internal abstract class ChatSurface
{
    public abstract WireFormat Format { get; }

    /// <summary>
    /// Reads a request, which is one JSON object without repeated top-level fields. What it does not understand it reports in
    /// <paramref name="notes"/>; what makes no sense it refuses there.
    /// </summary>
    public abstract void Read(JsonNode body, ChatRequest into, TranslationNotes notes);

    /// <summary>What writes an answer as a stream into <see cref="AnswerContext.Out"/>, framing of the events included.</summary>
    public abstract AnswerSink NewStream(AnswerContext context);

    /// <summary>Writes a whole answer, one JSON document.</summary>
    public abstract void WriteWhole(ChatAnswer answer, AnswerContext context);

    /// <summary>Writes a provider's refusal as this vendor would put it, one JSON document.</summary>
    /// <param name="failure">What it said.</param>
    /// <param name="status">The status that it came with.</param>
    /// <param name="context">Where it goes.</param>
    /// <returns>The status for the client.</returns>
    public abstract int WriteFailure(UpstreamFailure failure, int status, AnswerContext context);
}
