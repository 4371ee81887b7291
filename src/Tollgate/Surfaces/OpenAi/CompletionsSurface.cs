using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>OpenAI's older <c>POST /v1/completions</c>: the prompt becomes the one turn of a conversation, whose answer's text comes back.</summary>
internal sealed class CompletionsSurface : ChatSurface
{
    public override WireFormat Format => WireFormat.OpenAiCompletions;

    public override void Read(JsonNode body, ChatRequest into, TranslationNotes notes) => CompletionsRequestReader.Read(body, into, notes);

    public override AnswerSink NewStream(AnswerContext context) => new CompletionsStream(context);

    public override void WriteWhole(ChatAnswer answer, AnswerContext context) => CompletionsWhole.Write(answer, context);

    public override int WriteFailure(UpstreamFailure failure, int status, AnswerContext context) => OpenAiErrors.Write(failure, status, context.Out);
}
