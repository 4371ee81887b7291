using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>OpenAI's <c>POST /v1/chat/completions</c>, with the extensions that its copies have brought into use: reasoning texts and notes, cache marks, pictures in answers.</summary>
internal sealed class ChatCompletionsSurface : ChatSurface
{
    public override WireFormat Format => WireFormat.OpenAiChat;

    public override void Read(JsonNode body, ChatRequest into, TranslationNotes notes) => ChatRequestReader.Read(body, into, notes);

    public override AnswerSink NewStream(AnswerContext context) => new ChatStream(context);

    public override void WriteWhole(ChatAnswer answer, AnswerContext context) => ChatWhole.Write(answer, context);

    public override int WriteFailure(UpstreamFailure failure, int status, AnswerContext context) => OpenAiErrors.Write(failure, status, context.Out);
}
