using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>OpenAI's responses format as clients speak it.</summary>
internal sealed class ResponsesSurface : ChatSurface
{
    public override WireFormat Format => WireFormat.OpenAiResponses;

    public override void Read(JsonNode body, ChatRequest into, TranslationNotes notes)
    {
        ResponsesRequestReader.Read(body, into, notes);
        into.Echo = ResponsesEcho.Of(body);
    }

    public override AnswerSink NewStream(AnswerContext context) => new ResponsesStream(context);

    /// <inheritdoc/>
    /// <remarks>A whole answer is what its stream would have ended with: one code makes both.</remarks>
    public override void WriteWhole(ChatAnswer answer, AnswerContext context)
    {
        var stream = new ResponsesStream(context, isWhole: true);
        AnswerReplay.Tell(answer, stream);
    }

    public override int WriteFailure(UpstreamFailure failure, int status, AnswerContext context) =>
        OpenAiErrors.Write(failure, status, context.Out);
}
